public import NIOCore
import SQLAccess
import Settings
public import Vocabulary

/// The rules of containers.
///
/// - Source: object-storage.md 2.3.
public struct ContainerService: Sendable {
    let storage: PithosStorage

    /// - Throws: itemNotFound; forbidden for somebody it shares nothing with, or who asks for the past.
    public func find(_ path: ContainerPath, for user: UserID, until: Timestamp? = nil) async throws -> ContainerInfo {
        try await storage.database.read { tx in try info(tx, path, for: user, until: until) }
    }

    /// The container, and what the query asks for of it, in order.
    ///
    /// - Throws: as `find`; forbidden when nothing the caller may see lies under the prefix.
    public func list(
        _ path: ContainerPath, for user: UserID, query: ListingQuery
    ) async throws -> (ContainerInfo, [ListingEntry]) {
        try await list(path, for: user, query: query) { info, listing in
            var entries: [ListingEntry] = []
            try listing.eachPiece { entries += $0 }
            return (info, entries)
        }
    }

    /// The container, and what the query asks for of it, as `view` makes it into an answer: while the database is read, so
    /// that a long list need not be kept. May be called again, should the read have to begin anew.
    ///
    /// - Throws: as `find`; forbidden when nothing the caller may see lies under the prefix; what `view` throws.
    public func list<Answer: Sendable>(
        _ path: ContainerPath, for user: UserID, query: ListingQuery,
        view: @escaping @Sendable (ContainerInfo, Listing) throws -> Answer
    ) async throws -> Answer {
        try await storage.database.read { tx in
            let info = try info(tx, path, for: user, until: query.until)
            var query = query
            if query.publicOnly { query.metadata = nil }
            let showsSharing = query.includesSharing && query.until == nil
            let listing = Listing(
                lister: try ObjectLister(
                    tx: tx, container: path, query: query,
                    known: query.until == nil && query.metadata == nil ? storage.knownObjects : nil),
                scope: try ScopeBuilder(tx: tx, container: path).scope(of: query, for: user),
                snapshots: SnapshotAnnotator(tx: tx),
                manifests: query.includesManifests ? ManifestAnnotator(tx: tx, container: path) : nil,
                sharing: showsSharing ? SharingAnnotator(tx: tx, container: path, user: user) : nil)
            return try view(info, listing)
        }
    }

    /// Makes a container, or changes the one that is there as an update does. True when it was made.
    ///
    /// - Parameter touches: the container counts as changed even where nothing is.
    /// - Throws: forbidden for anybody but the owner; badRequest for a policy that makes no sense, for a project that is not
    ///   the owner's, and for metadata beyond the limits.
    public func create(
        _ path: ContainerPath, for user: UserID, metadata: [String: String], policy: [String: String],
        access: ContainerACLChange = .init(), limits: MetadataLimits? = nil, touches: Bool = false
    ) async throws -> Bool {
        guard user == path.account else { throw ContentFault.notAllowed }
        let policy = try Self.withoutProject(policy, of: path.account)
        let grants = try await grants(access)
        return try await storage.database.write { tx in
            let account = try tx.accounts.ensure(path.account, at: storage.now())
            let node =
                try tx.nodes.lookup(path.path, locking: true)
                ?? tx.nodes.create(path.path, parent: account.id)
            let isNew = node.current == nil
            let defaults = storage.defaultPolicy
            let before = isNew ? defaults : try tx.policies.find(node.id, defaults: defaults)
            let after = try before.changed(by: policy, defaults: defaults)
            if isNew || after != before { try tx.policies.set(after, of: node.id) }
            if isNew || !metadata.isEmpty || !access.isEmpty || touches {
                let change = metadataSource(of: node, .merge(metadata), access, limits)
                try addVersion(tx, of: node, by: user, change, policy: after)
            }
            try grants.apply(to: path, tx)
            return isNew
        }
    }

    /// Changes metadata and policy.
    ///
    /// - Throws: forbidden, itemNotFound, badRequest.
    public func update(
        _ path: ContainerPath, for user: UserID, metadata: MetadataChange, policy: PolicyChange,
        access: ContainerACLChange = .init(), limits: MetadataLimits? = nil
    ) async throws {
        guard user == path.account else { throw ContentFault.notAllowed }
        let values = try Self.withoutProject(policy.values, of: path.account)
        let grants = try await grants(access)
        try await storage.database.write { tx in
            let reader = ContainerReader(tx: tx, defaults: storage.defaultPolicy)
            let node = try reader.find(path, locking: true).node
            var after = try reader.policy(of: node)
            if !values.isEmpty {
                after = try (policy.resetsOthers ? storage.defaultPolicy : after)
                    .changed(by: values, defaults: storage.defaultPolicy)
                try tx.policies.set(after, of: node.id)
            }
            if !metadata.isEmptyMerge || !access.isEmpty {
                let change = metadataSource(of: node, metadata, access, limits)
                try addVersion(tx, of: node, by: user, change, policy: after)
            }
            try grants.apply(to: path, tx)
        }
    }

    /// Stores the blocks of a body; the names of the blocks, in order.
    ///
    /// - Throws: itemNotFound; forbidden unless the user may write something in the container.
    public func storeBlocks(
        _ body: some AsyncSequence<ByteBuffer, any Error> & Sendable, in path: ContainerPath, for user: UserID
    ) async throws -> [BlockHash] {
        try await requireUpload(to: path, for: user)
        let batch = storage.blocks.batch()
        do {
            let reader = BodyReader(
                blocks: storage.blocks, batch: batch, computesMD5: false, firstPieceSize: storage.blocks.blockSize,
                sizeLimit: storage.settings.bodyLimit)
            let content = try await reader.read(body)
            try await batch.settle()
            return content.hashes
        } catch {
            await batch.abandon()
            throw error
        }
    }

    /// Removes an empty container with the history of what it held.
    ///
    /// - Throws: conflict while it holds an object; forbidden, itemNotFound.
    public func delete(_ path: ContainerPath, for user: UserID) async throws {
        guard user == path.account else { throw ContentFault.notAllowed }
        let paysHistory = !storage.settings.hasFreeVersioning
        let historyBytes = try await storage.database.read { tx in
            let node = try ContainerReader(tx: tx, defaults: storage.defaultPolicy).find(path).node
            return paysHistory ? try tx.statistics.find(node.id, .history).size : 0
        }
        try await QuotaChange(storage: storage).perform(path.path, guess: [path.account: -historyBytes]) { tx in
            let node = try ContainerReader(tx: tx, defaults: storage.defaultPolicy).find(path, locking: true).node
            guard try !ContainerPurge(tx: tx, container: node).hasObjects() else {
                throw Fault(.conflict, "Container is not empty")
            }
            let freed = paysHistory ? try tx.statistics.find(node.id, .history).size : 0
            try ContainerPurge(tx: tx, container: node).removeAll()
            // Else nothing would tell that the account has changed.
            try tx.statistics.adjust(node.parent, .normal, population: 0, size: 0, at: storage.now())
            return .init(value: (), bytes: [path.account: -freed])
        }
    }

    /// Removes for good what the container's objects were up to a moment: superseded versions and deletion markers.
    ///
    /// - Throws: forbidden, itemNotFound.
    public func purge(_ path: ContainerPath, until: Timestamp, for user: UserID) async throws {
        guard user == path.account else { throw ContentFault.notAllowed }
        let paysHistory = !storage.settings.hasFreeVersioning
        try await QuotaChange(storage: storage).perform(path.path, guess: [:]) { tx in
            let node = try ContainerReader(tx: tx, defaults: storage.defaultPolicy).find(path, locking: true).node
            let freed = try ContainerPurge(tx: tx, container: node).removeHistory(until: until, at: storage.now())
            return .init(value: (), bytes: [path.account: paysHistory ? -freed : 0])
        }
    }

    // MARK: - Inside

    /// Clients of 0.16 and later say which project's quota a container takes. There is one for each user, who is charged
    /// anyway: the user's own, which has the user's uuid.
    ///
    /// - Throws: badRequest for any other.
    private static func withoutProject(_ policy: [String: String], of account: UserID) throws -> [String: String] {
        var policy = policy
        guard let project = policy.removeValue(forKey: "project"), !project.isEmpty, project != account.rawValue else {
            return policy
        }
        throw Fault(
            .badRequest,
            "X-Container-Policy-Project: there is no project '\(project)'; containers take the quota of their owner, "
                + "'\(account)'.")
    }

    private func grants(_ change: ContainerACLChange) async throws -> ContainerGrants {
        let access = ContainerAccessService(storage: storage)
        return ContainerGrants(
            readers: try await access.holders(of: change.read), writers: try await access.holders(of: change.write))
    }

    private func requireUpload(to path: ContainerPath, for user: UserID) async throws {
        try await storage.database.read { tx in
            if user != path.account {
                let holders = Set(try tx.groups.holders(of: user))
                let writes = try tx.permissions.list(in: PathRange(prefix: path.objectPrefix))
                    .contains { $0.permissions.level(of: holders) == .write }
                let writesAll = try tx.permissions.lookup(path.path)?.level(of: holders) == .write
                guard writes || writesAll else { throw ContentFault.notAllowed }
            }
            _ = try ContainerReader(tx: tx, defaults: storage.defaultPolicy).find(path)
        }
    }

    private func info(
        _ tx: Transaction, _ path: ContainerPath, for user: UserID, until: Timestamp?
    ) throws -> ContainerInfo {
        let isOwner = try tx.access.requireView(of: path.account, below: path.objectPrefix, for: user)
        guard isOwner || until == nil else { throw ContentFault.notAllowed }
        let reader = ContainerReader(tx: tx, defaults: storage.defaultPolicy)
        let (node, version) = try reader.find(path, until: until)
        let modified = try reader.lastChange(node)
        guard isOwner else {
            let builder = ScopeBuilder(tx: tx, container: path)
            let scope = try builder.granted(to: user)
            let contents = scope == builder.everything ? try reader.contents(of: node, until: nil) : nil
            return ContainerInfo(
                path: path, modified: modified, changed: version.modified, blockSize: storage.blocks.blockSize,
                objectKeys: try reader.objectKeys(in: scope), contents: contents.map(ContainerInfo.Contents.init),
                details: nil)
        }
        let contents = try reader.contents(of: node, until: until)
        return ContainerInfo(
            path: path, modified: modified, changed: version.modified, blockSize: storage.blocks.blockSize,
            objectKeys: try until.map { try reader.objectKeys(of: node, until: $0) } ?? tx.objectKeys.list(node.id),
            contents: .init(contents),
            details: .init(
                objectCount: contents.population, bytesUsed: contents.size, policy: try reader.policy(of: node),
                metadata: try tx.metadata.list(version.id, domain: .pithos),
                system: try tx.systemMetadata.find(version.id),
                until: try until.map { try reader.lastChange(of: node, version: version, before: $0) }))
    }

    private func metadataSource(
        of node: Node, _ change: MetadataChange, _ access: ContainerACLChange, _ limits: MetadataLimits?
    ) -> VersionWriter.MetadataSource {
        .init(
            version: node.latest?.id, change: change, system: .merge(access.system),
            limits: limits ?? storage.metadataLimits)
    }

    private func addVersion(
        _ tx: Transaction, of node: Node, by user: UserID, _ change: VersionWriter.MetadataSource,
        policy: ContainerPolicy
    ) throws {
        let draft = VersionDraft(
            source: node.latest?.id, modifiedBy: user, uuid: node.latest?.uuid ?? UUIDText.random())
        _ = try tx.changes.add(
            draft, to: node, in: .init(container: nil, keepsHistory: policy.keepsHistory),
            metadata: change, at: storage.now())
    }
}
