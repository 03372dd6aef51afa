/// What a check of the store found.
public struct CheckReport: Sendable {
    /// Versions that have content.
    public private(set) var versions = 0
    /// Different blocks that they refer to.
    public private(set) var blocksInUse = 0
    /// Things that were read and hashed, and their bytes.
    public private(set) var hashed = StoredAmount()
    public private(set) var damage: Set<Damage> = []
    /// Things that are wrong and not in `damage`, because it is full.
    public private(set) var furtherDamage = 0
    /// The versions it belongs to, oldest first.
    public private(set) var concerned: [ConcernedVersion] = []

    /// How much damage is told one by one.
    private static let damageMax = 1_000_000

    /// Nothing is wrong.
    public var isClean: Bool { damage.isEmpty && furtherDamage == 0 }

    /// What belongs to no version: nobody misses it, but an upload would come upon it.
    public var unreferenced: [Damage] {
        let known = Set(concerned.map(\.damage))
        return damage.subtracting(known).sorted { ($0.kind.rank, $0.hash) < ($1.kind.rank, $1.hash) }
    }

    mutating func count(versions: Int = 0, blocksInUse: Int = 0) {
        self.versions += versions
        self.blocksInUse += blocksInUse
    }

    mutating func add(_ kind: StoredKind, _ hash: BlockHash, _ inspection: Inspection) {
        hashed += StoredAmount(count: 1, bytes: Int64(inspection.bytes))
        switch inspection {
        // Listed and then gone: a collector took it, or it was moved into quarantine.
        case .good, .missing: return
        case .damaged: add(Damage(kind, hash, .damaged))
        case .unreadable: add(Damage(kind, hash, .unreadable))
        }
    }

    mutating func add(_ damage: Damage) {
        if self.damage.count < Self.damageMax {
            self.damage.insert(damage)
        } else {
            furtherDamage += 1
        }
    }

    mutating func add(_ version: ConcernedVersion) { concerned.append(version) }

    /// What was missing of a version that was deleted while we looked is no damage.
    mutating func forgetWhatIsGone() {
        for damage in unreferenced where damage.problem == .missing || damage.problem == .tooShort {
            self.damage.remove(damage)
        }
    }
}

extension StoredKind {
    fileprivate var rank: Int { self == .block ? 0 : 1 }
}
