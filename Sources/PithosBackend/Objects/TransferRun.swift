import SQLAccess
import Vocabulary

/// One copy or move, inside its transaction.
struct TransferRun {
    let writer: ObjectWriter
    let transfer: Transfer
    let draft: ObjectDraft

    private var tx: Transaction { writer.tx }

    /// What can be said before the source is looked at. A move takes away, so it needs the source's owner; a copy only
    /// reads.
    ///
    /// - Throws: forbidden; preconditionFailed where the conditions are about the destination.
    static func judge(_ tx: Transaction, _ transfer: Transfer, _ draft: ObjectDraft, for user: UserID) throws {
        if transfer.isMove { try tx.access.requireOwner(of: transfer.source.account, for: user) }
        try tx.access.check(.write, on: transfer.destination, for: user)
        if case .onDestination = transfer.conditions {
            try draft.precondition.check(try tx.nodes.lookup(transfer.destination.path)?.current?.checksum)
        }
        try tx.access.check(.read, on: transfer.source, for: user)
    }

    func run() throws -> QuotaChange.Outcome<[WrittenObject]> {
        let targets = try lockBoth()
        try Self.judge(tx, transfer, draft, for: writer.user)
        let (node, version) = try ObjectReader(tx: tx).find(transfer.source, version: transfer.version)
        if case .onSource = transfer.conditions { try draft.precondition.check(version.checksum) }
        if draft.isSwift, try tx.nodes.lookup(transfer.destination.path)?.current == nil {
            try ContainerLimits(tx: tx).check(targets.destination.node)
        }
        var taken = Taken()
        func carryTop() throws -> WrittenObject {
            let top = ObjectWriter.Found(path: transfer.source, node: node, version: version)
            return try carry(top, to: transfer.destination, targets, draft, &taken)
        }
        let made: [WrittenObject]
        if let tree = TransferTree(transfer) {
            if tree.order == .outermostLast {
                let children = try carryChildren(of: tree, targets, &taken)
                made = [try carryTop()] + children
            } else {
                made = [try carryTop()] + (try carryChildren(of: tree, targets, &taken))
            }
        } else {
            made = [try carryTop()]
        }
        try writer.checkQuota(of: targets.destination, grownBy: taken.growth)
        try writer.share(transfer.destination, as: draft)
        return .init(value: made, bytes: taken.quota)
    }

    /// Bytes the transfer takes.
    private struct Taken {
        var quota: QuotaBytes = [:]
        /// In the container of the destination: what a move takes out of another does not count there.
        var growth: Int64 = 0
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

    private func carryChildren(
        of tree: TransferTree, _ targets: Targets, _ taken: inout Taken
    ) throws -> [WrittenObject] {
        var made: [WrittenObject] = []
        let visible = try visible()
        func carryChild(_ child: ObjectWriter.Found) throws {
            // One whose own name ends with the delimiter is found among what lies below it.
            guard child.path != transfer.source, visible?.contains(child.path.path) ?? true else { return }
            let place = try tree.destination(of: child.path)
            try tx.access.check(.write, on: place, for: writer.user)
            made.append(try carry(child, to: place, targets, ObjectDraft(), &taken))
        }
        switch tree.order {
        case .unchanged: break
        case .any: try writer.forEach(in: transfer.source.parent, prefix: tree.old, carryChild)
        case .outermostFirst, .outermostLast:
            var children: [ObjectWriter.Found] = []
            try writer.forEach(in: transfer.source.parent, prefix: tree.old) { children.append($0) }
            children.sort { $0.path.name.utf8.count < $1.path.name.utf8.count }
            if tree.order == .outermostLast { children.reverse() }
            for child in children { try carryChild(child) }
        }
        return made
    }

    /// What the user may see of the source's container: of a tree nobody gets more than a listing shows. Nil for the owner.
    private func visible() throws -> PathScope? {
        guard writer.user != transfer.source.account else { return nil }
        return try ScopeBuilder(tx: tx, container: transfer.source.parent).granted(to: writer.user)
    }

    private func isPutTogether(_ version: NodeVersion, _ facts: SystemMetadata) throws -> Bool {
        if facts.isReadByManifest(version) || facts[.longManifest] != nil { return true }
        return try tx.metadata.list(version.id, domain: .pithos)[ObjectService.manifestKey] != nil
    }

    /// Brings one object to its place.
    private func carry(
        _ found: ObjectWriter.Found, to destination: ObjectPath, _ targets: Targets, _ draft: ObjectDraft,
        _ taken: inout Taken
    ) throws -> WrittenObject {
        let (source, version) = (found.path, found.version)
        let isSelf = source == destination
        let facts = try tx.systemMetadata.find(version.id)
        if source.account != destination.account, try isPutTogether(version, facts) {
            throw ContentFault.segmentsElsewhere(source)
        }
        // What has expired and is brought back is there to stay.
        let system = facts.isExpired(at: writer.moment) ? draft.system.withoutExpiry : draft.system
        // What is restored onto itself from a deletion begins a new life.
        let keepsIdentity = isSelf ? found.node.current != nil : transfer.isMove
        let content = ObjectWriter.Content(
            hash: version.hash, size: version.size, checksum: version.checksum, type: draft.type ?? version.type,
            uuid: keepsIdentity ? version.uuid : UUIDText.random(), source: version.id, metadataSource: version.id,
            system: system, snapshot: transfer.isMove && version.isElsewhere ? version.id : nil)
        let made = try writer.put(content, at: destination, in: targets.destination, as: draft)
        taken.quota[destination.account, default: 0] += made.bytes
        taken.growth += made.growth
        if transfer.isMove, !isSelf {
            taken.quota[source.account, default: 0] += try writer.delete(
                source, node: found.node, current: version, in: targets.source)
            if source.parent == destination.parent { taken.growth -= version.size }
        }
        return WrittenObject(made.version)
    }
}
