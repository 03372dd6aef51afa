/// Rolls names up at a delimiter, as folders.
///
/// - Source: object-storage.md 2.3, 10.1.
struct RollUp: Sendable {
    var prefix: String
    /// Not empty.
    var delimiter: String
    /// A name that ends with its first delimiter is rolled up like any other.
    var includesMarkers: Bool

    /// What a name that begins with the prefix is rolled up to; nil when it is listed itself.
    func subdirectory(of name: String) -> String? {
        let name = name.utf8
        let delimiter = delimiter.utf8
        var start = name.index(name.startIndex, offsetBy: prefix.utf8.count)
        while let found = name[start...].firstIndex(of: delimiter.first ?? 0) {
            if name[found...].starts(with: delimiter) {
                let end = name.index(found, offsetBy: delimiter.count)
                return end == name.endIndex && !includesMarkers ? nil : String(name[..<end])
            }
            start = name.index(after: found)
        }
        return nil
    }
}
