/// The place of a hash in a tree of directories: three levels from its first three bytes, then all of it.
///
/// - Shape: `e3/b0/c4/e3b0c442…`.
/// - Source: object-storage.md 5.1.
struct HashedPlace: Sendable, Hashable {
    /// `blocks` or `maps`, absolute.
    let tree: String
    let kind: StoredKind
    let hash: BlockHash

    /// The hash in hexadecimal digits.
    var name: String { hash.hex }

    /// The directories above the file, outermost first; the tree itself is not among them.
    var directories: [String] { directories(name) }

    var path: String {
        let name = name
        return "\(directories(name)[2])/\(name)"
    }

    private func directories(_ name: String) -> [String] {
        let digits = Array(name.utf8.prefix(6))
        var path = tree
        return stride(from: 0, to: 6, by: 2).map { at in
            path += "/" + String(decoding: digits[at..<(at + 2)], as: UTF8.self)
            return path
        }
    }
}
