public import SQLAccess
public import Vocabulary

/// The sizes servers may have. Everyone sees all; operators make and delete them.
public struct FlavorService: Sendable {
    let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    /// Those that are not deleted, by id; all of them for operators.
    public func list(includesDeleted: Bool = false) async throws -> [Flavor] {
        try await database.read { try $0.flavors.list(includesDeleted: includesDeleted) }
    }

    /// Also a deleted one, for servers that still have it.
    ///
    /// - Throws: itemNotFound.
    public func find(_ id: Flavor.ID) async throws -> Flavor {
        try await database.read { try $0.flavors.find(id) }
    }

    /// Makes a flavor, or brings back a deleted one of the same size.
    ///
    /// - Throws: badRequest, naming the value that makes no sense.
    public func create(cpus: Int, memoryMiB: Int, diskGiB: Int, diskTemplate: String) async throws -> Flavor {
        guard (1...1024).contains(cpus) else { throw Fault(.badRequest, "cpu must be between 1 and 1024") }
        guard (1...(64 << 20)).contains(memoryMiB) else { throw Fault(.badRequest, "ram must be at least 1 MiB") }
        guard (0...(1 << 20)).contains(diskGiB) else { throw Fault(.badRequest, "disk must not be negative") }
        guard !diskTemplate.isEmpty, diskTemplate.utf8.count <= 32 else {
            throw Fault(.badRequest, "disk template must have 1 to 32 characters")
        }
        return try await database.write {
            try $0.flavors.upsert(cpus: cpus, memoryMiB: memoryMiB, diskGiB: diskGiB, diskTemplate: diskTemplate)
        }
    }

    /// Keeps a flavor from new servers, or offers it again; those that have it keep it.
    ///
    /// - Throws: itemNotFound.
    public func setDeleted(_ deleted: Bool, on id: Flavor.ID) async throws {
        guard try await database.write({ try $0.flavors.setDeleted(deleted, on: id) }) else {
            throw Fault(.itemNotFound, "Flavor not found.")
        }
    }
}
