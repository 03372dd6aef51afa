import SQLAccess
import Vocabulary

/// What containers and the account are set to, besides what is in them.
extension AccountMerge {
    /// What stays with the source, since the destination has another of the same name, or because it would open more there
    /// than it does at the source.
    public enum Kept: Sendable, Hashable {
        /// With other members. What is shared with the source's goes on to be.
        case group(String)
        /// Headers of a container that was there, or of the account.
        case container(String, headers: [String])
        case account(headers: [String])
    }

    /// What stays behind, now or after a merge; changes nothing.
    public func kept() async throws -> [Kept] {
        let (source, destination) = (source, destination)
        let defaults = storage.defaultPolicy
        return try await storage.database.read { tx in
            var kept: [Kept] = []
            let there = try tx.groups.list(destination)
            for (name, members) in try tx.groups.list(source).sorted(by: { $0.key < $1.key }) {
                if let others = there[name], others != members { kept.append(.group(name)) }
            }
            let headers = try AccountHeaders(tx, from: source, to: destination).kept
            if !headers.isEmpty { kept.append(.account(headers: headers)) }
            for container in try AccountContents(tx, of: source).containers {
                guard let from = try ContainerHeaders(tx, source, container.name, defaults),
                    let to = try ContainerHeaders(tx, destination, container.name, defaults)
                else { continue }
                let headers = from.values.filter { to.values[$0.key] != $0.value }.keys.sorted()
                if !headers.isEmpty { kept.append(.container(container.name, headers: headers)) }
            }
            return kept
        }
    }

    /// Gives the destination's account the metadata that it has not.
    ///
    /// - Throws: badRequest for more than an account keeps.
    func copyAccount() async throws {
        let (source, destination) = (source, destination)
        let moment = storage.now()
        let limits = storage.metadataLimits
        try await storage.database.write { tx in
            let node = try tx.accounts.lock(destination, at: moment)
            let missing = try AccountHeaders(tx, from: source, to: destination).missing
            guard !missing.isEmpty, let latest = node.latest else { return }
            let draft = VersionDraft(source: latest.id, modifiedBy: destination, uuid: latest.uuid)
            _ = try tx.changes.add(
                draft, to: node, in: .init(container: nil, keepsHistory: true),
                metadata: .init(version: latest.id, change: .merge(missing), limits: limits), at: moment)
        }
    }

    /// Makes a container at the destination as it is at the source: policy, metadata, access lists and what they grant. One
    /// that is there stays as it is: it may hold what the source's lists were not made for.
    ///
    /// - Throws: itemNotFound for a container that has no current version, which only an old database can have.
    func ensure(_ name: String) async throws {
        let from = try ContainerPath(account: source, container: name)
        let to = try ContainerPath(account: destination, container: name)
        let defaults = storage.defaultPolicy
        let moment = storage.now()
        try await storage.database.write { tx in
            let account = try tx.accounts.ensure(to.account, at: moment)
            let node = try tx.nodes.lookup(to.path, locking: true) ?? tx.nodes.make(to.path, parent: account.id)
            guard node.current == nil else { return }
            let reader = ContainerReader(tx: tx, defaults: defaults)
            let (origin, version) = try reader.find(from)
            let policy = try reader.policy(of: origin)
            try tx.policies.set(policy, of: node.id)
            let draft = VersionDraft(modifiedBy: to.account, uuid: UUIDText.random())
            _ = try tx.changes.add(
                draft, to: node, in: .init(container: nil, keepsHistory: policy.keepsHistory),
                metadata: .init(version: version.id), at: moment)
            // By the uuids that stand there: names that the lists give users may be others' by now.
            if let grants = try tx.permissions.lookup(from.path) { try tx.permissions.set(grants, at: to.path) }
        }
    }
}

/// The metadata of the two accounts.
private struct AccountHeaders {
    /// What the destination has not and gets.
    var missing: [String: String] = [:]
    /// What it does not get.
    var kept: [String] = []

    init(_ tx: Transaction, from source: UserID, to destination: UserID) throws {
        func metadata(_ account: UserID) throws -> [String: String] {
            let current = try AccountContents.node(tx, of: account)?.current
            return try current.map { try tx.metadata.list($0.id, domain: .pithos) } ?? [:]
        }
        let there = try metadata(destination)
        for (key, value) in try metadata(source) where there[key] != value {
            // A key would open all that the destination has to whoever signs with it for the source.
            if there[key] == nil, !key.begins(withExactly: "X-Account-Meta-Temp-Url-Key") {
                missing[key] = value
            } else {
                kept.append(key)
            }
        }
        kept.sort()
    }
}

/// What a container is set to, by the headers that set it.
private struct ContainerHeaders {
    var values: [String: String] = [:]

    /// Nil where there is no container.
    init?(_ tx: Transaction, _ account: UserID, _ name: String, _ defaults: ContainerPolicy) throws {
        guard let node = try tx.nodes.lookup("\(account)/\(name)"), let current = node.current else { return nil }
        values = try tx.metadata.list(current.id, domain: .pithos)
        let policy = try tx.policies.find(node.id, defaults: defaults)
        values["X-Container-Policy-Quota"] = String(policy.quota)
        values["X-Container-Policy-Versioning"] = policy.values["versioning"]
        let system = try tx.systemMetadata.find(current.id)
        values[ContainerACL.Kind.read.rawValue] = system[.readers]
        values[ContainerACL.Kind.write.rawValue] = system[.writers]
    }
}
