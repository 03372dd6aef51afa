import SQLAccess
public import Vocabulary

/// A copy or a move.
public struct Transfer: Sendable {
    public var source: ObjectPath
    public var destination: ObjectPath
    /// The source goes; its identity comes along.
    public var isMove: Bool
    /// A version of the source; a move takes the current one.
    public var version: NodeVersion.ID?
    /// Everything below the source too, with the names it has there.
    public var delimiter: String?

    public init(
        from source: ObjectPath, to destination: ObjectPath, isMove: Bool, version: NodeVersion.ID? = nil,
        delimiter: String? = nil
    ) {
        self.source = source
        self.destination = destination
        self.isMove = isMove
        self.version = isMove ? nil : version
        self.delimiter = delimiter
    }
}

extension ObjectService {
    /// Copies or moves an object. Type and metadata come along and are changed as the draft says; permissions and
    /// public link do not come along. Only the top object is changed by the draft.
    ///
    /// All of a tree is one transaction and one commission: a move within an account takes no quota at any moment.
    ///
    /// - Returns: what was made, the top object first.
    /// - Throws: forbidden; itemNotFound for either end; preconditionFailed; requestEntityTooLarge.
    /// - Source: object-storage.md 4.8.
    public func transfer(_ transfer: Transfer, draft: ObjectDraft, for user: UserID) async throws -> [WrittenObject] {
        try draft.checkLengths()
        do {
            let now = storage.now()
            return try await QuotaChange(storage: storage).perform(
                transfer.destination.path, guess: try await guess(transfer, for: user)
            ) { tx in
                let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: now)
                return try TransferRun(writer: writer, transfer: transfer, draft: draft).run()
            }
        } catch {
            throw ContentFault.copyFault(error)
        }
    }

    /// The source's size; a wrong guess is put right.
    private func guess(_ transfer: Transfer, for user: UserID) async throws -> QuotaBytes {
        let isFree = transfer.isMove && transfer.source.account == transfer.destination.account
        return try await storage.database.read { tx in
            try TransferRun.authorise(tx, transfer, for: user)
            let size = try ObjectReader(tx: tx).find(transfer.source, version: transfer.version).version.size
            return isFree ? [:] : [transfer.destination.account: size]
        }
    }
}

/// One copy or move, inside its transaction.
private struct TransferRun {
    let writer: ObjectWriter
    let transfer: Transfer
    let draft: ObjectDraft

    private var tx: Transaction { writer.tx }

    /// A move takes away, so it needs the source's owner; a copy only reads.
    static func authorise(_ tx: Transaction, _ transfer: Transfer, for user: UserID) throws {
        if transfer.isMove { try tx.access.requireOwner(of: transfer.source.account, for: user) }
        _ = try tx.access.require(.read, on: transfer.source, for: user)
        _ = try tx.access.require(.write, on: transfer.destination, for: user)
    }

    func run() throws -> QuotaChange.Outcome<[WrittenObject]> {
        try Self.authorise(tx, transfer, for: writer.user)
        let targets = try lockBoth()
        let (node, version) = try ObjectReader(tx: tx).find(transfer.source, version: transfer.version)
        try draft.precondition.check(version.checksum)
        if draft.enforcesContainerLimits, try tx.nodes.lookup(transfer.destination.path)?.current == nil {
            try ContainerLimits(tx: tx).check(targets.destination.node)
        }
        var taken = Taken()
        let children = try transfer.delimiter.map { try writer.children(of: transfer.source, delimiter: $0) } ?? []
        let top = try carry(
            from: transfer.source, node, version, to: transfer.destination, targets, draft, &taken)
        var made = [WrittenObject(top)]
        for child in children {
            guard let place = try destination(of: child.path) else { continue }
            _ = try tx.access.require(.write, on: place, for: writer.user)
            let version = try carry(
                from: child.path, child.node, child.version, to: place, targets, ObjectDraft(), &taken)
            made.append(WrittenObject(version))
        }
        try writer.checkQuota(of: targets.destination, grownBy: taken.inDestination)
        try writer.share(transfer.destination, as: draft)
        return .init(value: made, bytes: taken.quota)
    }

    /// Bytes the transfer takes.
    private struct Taken {
        var quota: QuotaBytes = [:]
        /// In the container of the destination: what a move takes out of another does not count there.
        var inDestination: Int64 = 0
    }

    private struct Targets {
        var source: ObjectWriter.Target
        var destination: ObjectWriter.Target
    }

    /// In the order of their names, so that two transfers never wait for each other.
    private func lockBoth() throws -> Targets {
        let (source, destination) = (transfer.source.parent, transfer.destination.parent)
        guard source != destination else {
            let both = try writer.lock(source)
            return Targets(source: both, destination: both)
        }
        if PathRange.isLess(source.path, destination.path) {
            let first = try writer.lock(source)
            return Targets(source: first, destination: try writer.lock(destination))
        }
        let first = try writer.lock(destination)
        return Targets(source: try writer.lock(source), destination: first)
    }

    /// Brings one object to its place.
    private func carry(
        from source: ObjectPath, _ node: Node, _ version: NodeVersion, to destination: ObjectPath, _ targets: Targets,
        _ draft: ObjectDraft, _ taken: inout Taken
    ) throws -> NodeVersion {
        let isSelf = source == destination
        // What is restored onto itself from a deletion begins a new life.
        let keepsIdentity = isSelf ? node.current != nil : transfer.isMove
        let content = ObjectWriter.Content(
            hash: version.hash, size: version.size, checksum: version.checksum, type: draft.type ?? version.type,
            uuid: keepsIdentity ? version.uuid : UUIDText.random(), source: version.id, metadataSource: version.id,
            system: draft.system)
        let (made, added) = try writer.put(content, at: destination, in: targets.destination, metadata: draft.metadata)
        taken.quota[destination.account, default: 0] += added
        taken.inDestination += added
        if transfer.isMove, !isSelf {
            let removed = try writer.delete(source, node: node, current: version, in: targets.source)
            taken.quota[source.account, default: 0] += removed
            if source.parent == destination.parent { taken.inDestination += removed }
        }
        return made
    }

    /// Where a child goes: the part of its name that is the source's is replaced.
    private func destination(of child: ObjectPath) throws -> ObjectPath? {
        guard let delimiter = transfer.delimiter else { return nil }
        let old = transfer.source.name.hasSuffix(delimiter) ? transfer.source.name : transfer.source.name + delimiter
        let top = transfer.destination.name
        let new = top.hasSuffix(delimiter) ? top : top + delimiter
        let rest = child.name.utf8.dropFirst(old.utf8.count)
        return try ObjectPath(transfer.destination.parent, name: new + String(decoding: Array(rest), as: UTF8.self))
    }
}
