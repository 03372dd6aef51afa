import PithosBackend

/// Which cluster, which pools, and how patient.
///
/// - Source: object-storage.md 5.2, 6.1.
public struct RadosOptions: Sendable {
    /// Ceph's own configuration: where the monitors are, and the key of the user.
    public var cephConf = "/etc/ceph/ceph.conf"
    /// The Ceph user, without `client.` before it.
    public var user = "admin"
    public var blocksPool = "blocks"
    public var mapsPool = "maps"
    /// Of the objects in both pools; that of the original is the one without a name. Stores that differ in it see
    /// nothing of each other.
    public var namespace = ""
    /// How long one operation may take, with all that Ceph repeats of it, before the store counts as unavailable.
    public var timeout: Duration = .seconds(30)

    /// How long reaching the cluster for the first time may take.
    var connectTimeout: Duration { min(timeout, .seconds(10)) }

    public init() {}

    func pool(of kind: StoredKind) -> String {
        switch kind {
        case .block: blocksPool
        case .map: mapsPool
        }
    }
}
