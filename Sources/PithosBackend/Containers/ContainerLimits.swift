import SQLAccess
import Vocabulary

/// What a container's owner lets it hold, by its metadata, besides its policy: the most objects, and nothing at all.
///
/// - Source: openstack.md 7.4, container quota.
struct ContainerLimits {
    let tx: Transaction

    private static let countKey = "X-Container-Meta-Quota-Count"
    /// Any other number than 0 is the quota of the policy, where 0 is no limit.
    private static let bytesKey = "X-Container-Meta-Quota-Bytes"

    /// - Throws: requestEntityTooLarge when there is no room for one more object.
    func check(_ container: Node) throws {
        guard let current = container.current else { return }
        let metadata = try tx.metadata.list(current.id, domain: .pithos)
        guard metadata[Self.bytesKey].flatMap({ Int64($0) }) != 0 else {
            throw Fault(.requestEntityTooLarge, "Upload exceeds quota: the container may hold nothing.")
        }
        guard let limit = metadata[Self.countKey].flatMap({ Int64($0) }) else { return }
        guard try tx.statistics.find(container.id, .normal).population < limit else {
            throw Fault(.requestEntityTooLarge, "Upload exceeds quota: the container holds at most \(limit) objects.")
        }
    }
}
