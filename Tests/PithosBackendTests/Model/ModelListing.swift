import PithosBackend

/// What a listing of names should be, computed the simple way.
enum ModelListing {
    static func entries(_ names: some Sequence<String>, _ query: ListingQuery) -> [String] {
        var entries: [String] = []
        // An object called `a/` and what is rolled up to `a/` are two entries.
        var lastSubdirectory: String?
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        where name.utf8.starts(with: query.prefix.utf8) {
            var entry = name
            if let delimiter = query.delimiter, !delimiter.isEmpty {
                let rest = Array(name.utf8.dropFirst(query.prefix.utf8.count))
                let pattern = Array(delimiter.utf8)
                let found = rest.indices.first { rest[$0...].starts(with: pattern) }
                if let found, found + pattern.count < rest.count {
                    if query.hidesSubdirectories { continue }
                    entry = query.prefix + String(decoding: rest[..<(found + pattern.count)], as: UTF8.self)
                    if lastSubdirectory?.isExactly(entry) == true { continue }
                    lastSubdirectory = entry
                }
            }
            if let marker = query.marker, !marker.utf8.lexicographicallyPrecedes(entry.utf8) { continue }
            entries.append(entry)
        }
        return Array(entries.prefix(query.limit))
    }
}
