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
    /// What the draft's conditions are about.
    public var conditions: Conditions

    public enum Conditions: Sendable {
        /// The version that is copied or moved, as `COPY` and `MOVE` have it.
        case onSource
        /// What is at the destination now, as `PUT` has it.
        case onDestination
    }

    public init(
        from source: ObjectPath, to destination: ObjectPath, isMove: Bool, version: NodeVersion.ID? = nil,
        delimiter: String? = nil, conditions: Conditions = .onSource
    ) {
        self.source = source
        self.destination = destination
        self.isMove = isMove
        self.version = isMove ? nil : version
        self.delimiter = delimiter
        self.conditions = conditions
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
            if let made = try await copyAssembled(transfer, draft: draft, for: user) { return [made] }
            return try await QuotaChange(storage: storage).perform(
                transfer.destination.path, guess: try await guess(transfer, draft, for: user),
                refresh: { try await guess(transfer, draft, for: user) }
            ) { tx in
                let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
                return try TransferRun(writer: writer, transfer: transfer, draft: draft).run()
            }
        } catch {
            throw ContentFault.copyFault(error)
        }
    }

    /// What the top object alone takes. Never too much, lest a transfer that fits be refused; too little is put right.
    private func guess(_ transfer: Transfer, _ draft: ObjectDraft, for user: UserID) async throws -> QuotaBytes {
        let isFree = transfer.isMove && transfer.source.account == transfer.destination.account
        return try await storage.database.read { tx in
            try TransferRun.judge(tx, transfer, draft, for: user)
            let size = try ObjectReader(tx: tx).find(transfer.source, version: transfer.version).version.size
            guard !isFree, let container = try tx.nodes.lookup(transfer.destination.parent.path) else { return [:] }
            let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
            let policy = try ContainerReader(tx: tx, defaults: storage.defaultPolicy).policy(of: container)
            let freed = writer.freed(by: try tx.nodes.lookup(transfer.destination.path)?.current, policy)
            return [transfer.destination.account: size - freed]
        }
    }
}
