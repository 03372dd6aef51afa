public import AstakosClient
public import Vocabulary

/// A size a server may have (compute.md 2.10).
public struct Flavor: Sendable, Hashable {
    public typealias ID = Identifier<Flavor, Int64>

    public var id: ID
    public var cpus: Int
    public var memoryMiB: Int
    public var diskGiB: Int
    /// How the backend keeps the disk: `drbd`, `plain`, `file`, `ext_<provider>`, …
    public var diskTemplate: String
    /// Servers keep a deleted flavor; no new one may be made with it.
    public var isDeleted: Bool

    public init(id: ID, cpus: Int, memoryMiB: Int, diskGiB: Int, diskTemplate: String, isDeleted: Bool) {
        self.id = id
        self.cpus = cpus
        self.memoryMiB = memoryMiB
        self.diskGiB = diskGiB
        self.diskTemplate = diskTemplate
        self.isDeleted = isDeleted
    }

    /// For instance `C2R2048D40drbd`.
    public var name: String { "C\(cpus)R\(memoryMiB)D\(diskGiB)\(diskTemplate)" }

    public var diskBytes: Int64 { Int64(diskGiB) << 30 }

    /// What one server of this size costs its owner, or gives back (compute.md 5.1 and 5.2).
    public func provisions(for owner: UserID, releasing: Bool = false) -> [Provision] {
        let sign: Int64 = releasing ? -1 : 1
        return [
            Provision(holder: owner, resource: "cyclades.vm", quantity: sign),
            Provision(holder: owner, resource: "cyclades.cpu", quantity: sign * Int64(cpus)),
            Provision(holder: owner, resource: "cyclades.ram", quantity: sign * (Int64(memoryMiB) << 20)),
            Provision(holder: owner, resource: "cyclades.disk", quantity: sign * diskBytes),
        ]
    }
}
