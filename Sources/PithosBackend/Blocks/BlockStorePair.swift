public import NIOCore
public import NIOPosix

/// Two block stores as one, while what lies in the old one is moved to the new: everything is put into the new one, and
/// read from wherever it lies.
///
///     batch ──────────▶ new
///     read ── first ──▶ new ── not there ──▶ old
///
/// What is in either counts as present. Nothing is removed from the old store before it has been in the new one for
/// hours (`BlockMove`), so what is in neither of two looks is in neither. The old store may be let go of when there is
/// nothing left to copy.
public struct BlockStorePair: BlockStore {
    let new: any BlockStore
    let old: any BlockStore

    public init(new: any BlockStore, old: any BlockStore) {
        precondition(new.blockSize == old.blockSize, "both stores hold the same blocks")
        self.new = new
        self.old = old
    }

    public var blockSize: Int { new.blockSize }

    public var threads: NIOThreadPool { new.threads }

    public func close() async {
        await new.close()
        await old.close()
    }

    public func batch() -> any BlockBatch { BlockStorePairBatch(new: new.batch(), old: old.batch()) }

    public func missing(of hashes: [BlockHash]) async throws -> [BlockHash] {
        let missing = try await new.missing(of: hashes)
        if missing.isEmpty { return [] }
        return try await old.missing(of: missing)
    }

    public func map(_ root: BlockHash) async throws -> [BlockHash] {
        try await fromEither { try await $0.map(root) }
    }

    public func open(_ hash: BlockHash) async throws -> OpenBlock {
        try await fromEither { try await $0.open(hash) }
    }

    public func read(_ slice: BlockSlice) async throws -> ByteBuffer {
        try await fromEither { try await $0.read(slice) }
    }

    public func locate(_ slices: [BlockSlice]) async throws -> [ContentPiece] {
        let absent = Set(try await new.missing(of: slices.map(\.hash)))
        if absent.isEmpty { return try await new.locate(slices) }
        var pieces: [ContentPiece] = []
        var rest = slices[...]
        while let first = rest.first {
            // A stretch whose blocks all lie in the same store.
            let isAbsent = absent.contains(first.hash)
            let stretch = rest.prefix { absent.contains($0.hash) == isAbsent }
            pieces += try await (isAbsent ? old : new).locate(Array(stretch))
            rest = rest.dropFirst(stretch.count)
        }
        return pieces
    }

    /// First the names in the new store, then those in the old one; what lies in both is listed twice.
    public func list(_ kind: StoredKind, after cursor: StoredCursor?, limit: Int) async throws -> StoredPage {
        let isOld = cursor?.text.hasPrefix(Self.oldMark) ?? false
        let inner = cursor.flatMap { cursor in
            cursor.text.utf8.count > 1 ? StoredCursor(String(cursor.text.dropFirst())) : nil
        }
        var page = try await (isOld ? old : new).list(kind, after: inner, limit: limit)
        page.fraction = page.fraction / 2 + (isOld ? 0.5 : 0)
        if let next = page.next {
            page.next = StoredCursor((isOld ? Self.oldMark : Self.newMark) + next.text)
        } else if !isOld {
            page.next = StoredCursor(Self.oldMark)
        }
        return page
    }

    private static let newMark = "n"
    private static let oldMark = "o"

    public func status(of kind: StoredKind, _ hashes: [BlockHash]) async throws -> [StoredStatus?] {
        let found = try await new.status(of: kind, hashes)
        let rest = zip(hashes, found).compactMap { $1 == nil ? $0 : nil }
        if rest.isEmpty { return found }
        var others = try await old.status(of: kind, rest)[...]
        return found.map { $0 ?? others.popFirst() ?? nil }
    }

    public func remove(_ kind: StoredKind, _ hashes: [BlockHash]) async throws {
        try await old.remove(kind, hashes)
        try await new.remove(kind, hashes)
    }

    /// What is in the one need not be in the other: what is claimed is claimed where it is read from, and what is in use is
    /// spared in both.
    public var collectableParts: [any CollectableStore]? {
        guard let new = new.collectableParts, let old = old.collectableParts else { return nil }
        return new + old
    }

    /// Inspects what is read: the copy in the new store, where there is one.
    public func inspect(
        _ kind: StoredKind, _ hash: BlockHash, setsAside: Bool, on threads: NIOThreadPool
    ) async throws -> Inspection {
        let found = try await new.inspect(kind, hash, setsAside: setsAside, on: threads)
        guard found == .missing else { return found }
        return try await old.inspect(kind, hash, setsAside: setsAside, on: threads)
    }

    private func fromEither<Value: Sendable>(
        _ look: @Sendable (any BlockStore) async throws -> Value
    ) async throws -> Value {
        do {
            return try await look(new)
        } catch BlockError.missingBlock, BlockError.damagedBlock, BlockError.missingMap, BlockError.damagedMap {
            return try await look(old)
        }
    }
}
