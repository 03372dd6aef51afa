import PithosBackend

/// What a listing of names should be, computed the simple way.
enum ModelListing {
    static func entries(_ names: some Sequence<String>, _ query: ListingQuery) -> [String] {
        var entries: [String] = []
        // An object called `a/` and what is rolled up to `a/` are two entries.
        var lastSubdirectory: String?
        let isLess = { (a: String, b: String) in a.utf8.lexicographicallyPrecedes(b.utf8) }
        let comesBefore = { (a: String, b: String) in query.isReversed ? isLess(b, a) : isLess(a, b) }
        for name in names.sorted(by: comesBefore) where name.utf8.starts(with: query.prefix.utf8) {
            if let end = query.endMarker, !comesBefore(name, end) { continue }
            if query.rollsUpMarkers, let marker = query.marker, !comesBefore(marker, name) { continue }
            var entry = name
            if let delimiter = query.delimiter, !delimiter.isEmpty {
                let rest = Array(name.utf8.dropFirst(query.prefix.utf8.count))
                let pattern = Array(delimiter.utf8)
                let found = rest.indices.first { rest[$0...].starts(with: pattern) }
                if let found, query.rollsUpMarkers || found + pattern.count < rest.count {
                    if query.hidesSubdirectories { continue }
                    entry = query.prefix + String(decoding: rest[..<(found + pattern.count)], as: UTF8.self)
                    if lastSubdirectory?.isExactly(entry) == true { continue }
                    lastSubdirectory = entry
                }
            }
            if let marker = query.marker, query.rollsUpMarkers ? marker.isExactly(entry) : !isLess(marker, entry) {
                continue
            }
            entries.append(entry)
        }
        let page = entries.prefix(query.limit)
        // A page does not end between the two.
        let following = entries.dropFirst(query.limit).first
        let isTorn = !query.rollsUpMarkers && following.map { page.last?.isExactly($0) == true } ?? false
        return Array(isTorn ? entries.prefix(query.limit + 1) : page)
    }
}
