import AstakosClient
import SQLAccess
import Settings
public import Vocabulary

/// Brings all that one account holds into another: containers with their settings, objects with their metadata, their past,
/// their permissions and public links, also the past of objects that were deleted; groups, and the account's metadata.
///
/// The source keeps its objects; their past goes over, with its version numbers, and so does what was deleted. An object at a
/// time, each in one transaction: a merge that was interrupted is gone on with by another, which passes over what was brought.
/// What containers and the account themselves were in the past stays with the source.
///
/// - Source: object-storage.md 6.3.
public struct AccountMerge: Sendable {
    let storage: PithosStorage
    public let source: UserID
    public let destination: UserID

    public struct Report: Sendable {
        public var objects = 0
        /// Objects that were deleted, of which there was a past to bring.
        public var deleted = 0
        /// Superseded versions that went over, of both.
        public var versions = 0
        /// Of the source, as the destination has them too now.
        public var groups: [String] = []
        /// What stays behind, and stays so however often it is run.
        public var kept: [Kept] = []
        /// What could not be brought, and why.
        public var failures: [Failure] = []
    }

    /// A container or an object, by its path, or the account.
    public struct Failure: Sendable {
        public var path: String
        public var reason: Fault
    }

    /// Whether it can be done; changes nothing.
    ///
    /// The source may have no user any more, that is what merging is often for. The destination has to be a user, or an
    /// account that is there, of whom Astakos counts what is held.
    ///
    /// - Throws: badRequest when both are the same; itemNotFound without the source or the destination.
    public func check() async throws {
        guard source != destination else {
            throw Fault(.badRequest, "An account cannot be merged into itself.")
        }
        let isThere: Bool = try await storage.database.read { tx in
            guard try AccountContents.node(tx, of: source) != nil else { throw AccountContents.missing(source) }
            return try AccountContents.node(tx, of: destination) != nil
        }
        if !isThere {
            guard try await storage.users.usernames(of: [destination])[destination] != nil else {
                throw Fault(
                    .itemNotFound,
                    "'\(destination)' is neither a user's uuid nor an account; `snf-manage user-list` shows the users.")
            }
        }
        guard try await hasQuota(destination) else {
            throw Fault(
                .itemNotFound,
                "Astakos counts nothing of '\(destination)', so that nothing can be brought there; is it a user who was "
                    + "accepted?")
        }
    }

    private func hasQuota(_ user: UserID) async throws -> Bool {
        try await storage.quota.quotas(of: user)[user]?[.system]?[QuotaChange.resource] != nil
    }

    /// - Parameter progress: told how many objects are done, of those that are there and those of which there is a past.
    /// - Throws: what `check` throws; nothing has changed then.
    public func run(progress: (Int) -> Void = { _ in }) async throws -> Report {
        try await check()
        // Of an account without a user nothing is counted that could be given back.
        let givesBack = try await hasQuota(source)
        let administration = AccountAdministration(storage: storage)
        let contents = try await administration.contents(of: source)
        var report = Report()
        report.groups = try await copyGroups(contents.groups)
        try await attempt(source.rawValue, &report) { try await copyAccount() }
        for container in contents.containers {
            try await attempt("\(source)/\(container.name)", &report) { try await ensure(container.name) }
        }
        let carrier = ObjectCarrier(
            storage: storage, source: source, destination: destination, groups: Set(report.groups), givesBack: givesBack
        )
        var done = 0
        try await administration.eachObject(of: source, withDeleted: true) { path, isDeleted in
            var carried: Int?
            try await attempt(path.path, &report) {
                carried = try await isDeleted ? carrier.carryPast(of: path) : carrier.carry(path)
            }
            if let carried {
                if isDeleted { report.deleted += 1 } else { report.objects += 1 }
                report.versions += carried
            }
            done += 1
            progress(done)
        }
        report.kept = try await kept()
        return report
    }

    /// Does a part of it; what refuses it is reported, and the rest goes on.
    private func attempt(_ path: String, _ report: inout Report, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let fault as Fault {
            report.failures.append(Failure(path: path, reason: fault))
        }
    }

    /// Groups that the destination has, with other members, stay as they are. Those of the source that it has then.
    private func copyGroups(_ groups: [String: [String]]) async throws -> [String] {
        let destination = destination
        let moment = storage.now()
        return try await storage.database.write { tx in
            _ = try tx.accounts.lock(destination, at: moment)
            let there = try tx.groups.list(destination)
            var copied: [String] = []
            for (name, members) in groups where there[name] == nil || there[name] == members {
                try tx.groups.set(name, of: destination, members: members)
                copied.append(name)
            }
            return copied.sorted()
        }
    }
}
