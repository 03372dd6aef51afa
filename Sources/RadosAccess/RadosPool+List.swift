import CRados
import PithosBackend

/// A pool's names in the cluster's own order: by a hash of the name, 32 bits of it.
///
/// A position is the first of these bits that was not listed. Of two names with the same bits, one on each side of the
/// end of a page, the first is listed twice.
extension RadosPool {
    /// So many positions are there.
    private static let positions = 1 << 32
    /// So that a page always gets beyond names whose 32 bits are the same.
    private static let leastPage = 16

    /// Blocks the calling thread.
    ///
    /// - Throws: `BlockError`.
    func list(after cursor: StoredCursor?, limit: Int) throws -> StoredPage {
        let limit = max(limit, Self.leastPage)
        var position = cursor.flatMap { Int($0.text, radix: 16) }.map(begin(of:)) ?? library.listBegin(context)
        let end = library.listEnd(context)
        defer {
            library.freeCursor(context, position)
            library.freeCursor(context, end)
        }
        var hashes: [BlockHash] = []
        while hashes.count < limit, library.isListEnd(context, position) == 0 {
            let (names, next) = try names(from: position, to: end, limit: limit - hashes.count)
            hashes += names.compactMap { name in BlockHash(hex: name).flatMap { $0.hex == name ? $0 : nil } }
            library.freeCursor(context, position)
            position = next
        }
        guard library.isListEnd(context, position) == 0 else {
            return StoredPage(hashes: hashes, next: nil, fraction: 1)
        }
        let next = number(of: position)
        return StoredPage(
            hashes: hashes, next: StoredCursor(String(next, radix: 16)),
            fraction: Double(next) / Double(Self.positions))
    }

    private func names(
        from position: rados_object_list_cursor?, to end: rados_object_list_cursor?, limit: Int
    ) throws -> ([String], next: rados_object_list_cursor?) {
        let items = UnsafeMutablePointer<rados_object_list_item>.allocate(capacity: limit)
        defer { items.deallocate() }
        // Is replaced, and must be a cursor before.
        var next = library.listBegin(context)
        let count = library.list(context, position, end, limit, nil, 0, items, &next)
        guard count >= 0 else {
            library.freeCursor(context, next)
            throw RadosFailure.error(Int(count), "list", name)
        }
        defer { library.freeItems(Int(count), items) }
        let names = UnsafeBufferPointer(start: items, count: Int(count)).map { item in
            String(decoding: UnsafeRawBufferPointer(start: item.oid, count: item.oid_length), as: UTF8.self)
        }
        return (names, next)
    }

    /// The cursor at the begin of a position; to be freed.
    private func begin(of number: Int) -> rados_object_list_cursor? {
        let (all, end) = (library.listBegin(context), library.listEnd(context))
        // Both are written to, and must be cursors before.
        var (begin, rest) = (library.listBegin(context), library.listEnd(context))
        library.slice(context, all, end, number, Self.positions, &begin, &rest)
        for cursor in [all, end, rest] { library.freeCursor(context, cursor) }
        return begin
    }

    /// The last position that does not lie behind a cursor.
    private func number(of cursor: rados_object_list_cursor?) -> Int {
        var (low, high) = (0, Self.positions)
        while high - low > 1 {
            let middle = (low + high) / 2
            let begin = begin(of: middle)
            if library.compareCursors(context, begin, cursor) <= 0 { low = middle } else { high = middle }
            library.freeCursor(context, begin)
        }
        return low
    }
}
