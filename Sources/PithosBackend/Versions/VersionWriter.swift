import SQLAccess
import Vocabulary

/// Makes new versions and takes old ones away, with everything that follows from it: clusters, `latest_version`,
/// attributes of all domains, statistics of the container, keys in use.
///
/// The caller holds the container's lock, so that statistics and quota are judged on what stays true.
struct VersionWriter {
    let tx: Transaction

    /// Where the metadata of a new version comes from, and what is changed in it.
    struct MetadataSource {
        /// All domains of it are taken over; nil begins with none.
        var version: NodeVersion.ID?
        var domain = MetadataDomain.pithos
        var change = MetadataChange.keep
        var system = SystemMetadataChange.keep
        /// What the metadata is held to after the change; nil for no bound.
        var limits: MetadataLimits?

        /// - Throws: badRequest when the change would lead beyond the limits.
        func applied(to current: [String: String]) throws -> [String: String] {
            let changed = change.applied(to: current)
            try limits?.check(changed, from: current)
            return changed
        }
    }

    /// Where a version counts.
    struct Place {
        /// The container whose statistics it changes; nil for accounts and containers themselves.
        var container: Node.ID?
        /// What it supersedes stays in the history; else it goes for good.
        var keepsHistory: Bool
    }

    /// Inserts a version and supersedes the one before. It is never older than that one, even when the clock was put
    /// back: what an object was at a moment is told by both serial and time.
    func add(
        _ draft: VersionDraft, to node: Node, in place: Place, metadata source: MetadataSource, at moment: Timestamp
    ) throws -> NodeVersion {
        let previous = node.latest
        let moment = previous.map { max($0.modified, moment) } ?? moment
        let superseded = node.current
        let previousKeys = try superseded.map { try tx.metadata.list($0.id, domain: .pithos).keys.map { $0 } } ?? []
        let version = try tx.versions.insert(draft, node: node.id, at: moment)
        var metadata = try source.version.map { try tx.metadata.list($0) } ?? [:]
        metadata[source.domain.rawValue] = try source.applied(to: metadata[source.domain.rawValue] ?? [:])
        let system = try source.system.applied {
            try source.version.map { try tx.systemMetadata.find($0) } ?? SystemMetadata()
        }
        if let previous { try tx.metadata.retire(previous.id) }
        try tx.metadata.insert(metadata, version: version.id, node: node.id, container: place.container)
        try tx.systemMetadata.insert(system, version: version.id)
        try tx.nodes.setLatest(version.id, of: node.id)
        if let container = place.container {
            try tx.statistics.adjust(container, draft.cluster, population: 1, size: draft.size, at: moment)
            try tx.objectKeys.adjust(
                container, removed: previousKeys,
                added: draft.cluster == .normal ? (metadata[MetadataDomain.pithos.rawValue] ?? [:]).keys.map { $0 } : []
            )
        }
        if let superseded { try retire(superseded, in: place, at: moment) }
        return version
    }

    /// Takes the version that was current out of the way.
    private func retire(_ version: NodeVersion, in place: Place, at moment: Timestamp) throws {
        if let container = place.container {
            try tx.statistics.adjust(container, .normal, population: -1, size: -version.size, at: moment)
        }
        guard place.keepsHistory else { return try tx.versions.delete([version.id]) }
        try tx.versions.move(version.id, to: .history)
        if let container = place.container {
            try tx.statistics.adjust(container, .history, population: 1, size: version.size, at: moment)
        }
    }

    /// Removes versions of one object for good; the node too, when none is left.
    func purge(_ versions: [NodeVersion], of node: Node, container: Node.ID, at moment: Timestamp) throws {
        guard !versions.isEmpty else { return }
        if let current = versions.first(where: { $0.cluster == .normal }) {
            let keys = try tx.metadata.list(current.id, domain: .pithos).keys
            try tx.objectKeys.adjust(container, removed: keys.map { $0 }, added: [])
        }
        for cluster in [NodeVersion.Cluster.normal, .history, .deleted] {
            let part = versions.filter { $0.cluster == cluster }
            guard !part.isEmpty else { continue }
            try tx.statistics.adjust(
                container, cluster, population: -Int64(part.count), size: -part.reduce(0) { $0 + $1.size }, at: moment)
        }
        try tx.versions.delete(versions.map(\.id))
        let left: NodeVersion.ID? = try tx.value("SELECT MAX(serial) FROM versions WHERE node = \(node.id)")
        if let left {
            try tx.nodes.setLatest(left, of: node.id)
        } else {
            try tx.nodes.delete([node.id])
        }
    }
}
