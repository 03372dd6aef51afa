import Crypto
import Vocabulary

/// The place of a hash in a tree of directories: three levels from its first three bytes, then all of it.
///
/// - Shape: `e3/b0/c4/e3b0c442…`.
/// - Source: object-storage.md 5.1; 5.3 for Archipelago.
struct HashedPlace: Sendable, Hashable {
    /// `blocks` or `maps`, absolute.
    let tree: String
    let kind: StoredKind
    let hash: BlockHash
    /// Where Archipelago puts what it stores: the levels are from SHA-256 of the name. Only read from, never written to.
    var isArchipelagos = false

    /// The same name where Archipelago puts it.
    var archipelagos: HashedPlace {
        var place = self
        place.isArchipelagos = true
        return place
    }

    /// The same name where everything else is.
    var own: HashedPlace {
        var place = self
        place.isArchipelagos = false
        return place
    }

    /// The hash in hexadecimal digits.
    var name: String { hash.hex }

    /// The directories above the file, outermost first; the tree itself is not among them.
    var directories: [String] { directories(name) }

    var path: String {
        let name = name
        return "\(directories(name)[2])/\(name)"
    }

    private func directories(_ name: String) -> [String] {
        Self.directories(in: tree, isArchipelagos ? Self.digest(of: name) : name)
    }

    /// Where Archipelago puts something of any name.
    static func archipelagosPath(of name: String, in tree: String) -> String {
        "\(directories(in: tree, digest(of: name))[2])/\(name)"
    }

    private static func digest(of name: String) -> String {
        Hex.encode(Array(SHA256.hash(data: Array(name.utf8)).prefix(3)))
    }

    private static func directories(in tree: String, _ digits: String) -> [String] {
        let digits = Array(digits.utf8.prefix(6))
        var path = tree
        return stride(from: 0, to: 6, by: 2).map { at in
            path += "/" + String(decoding: digits[at..<(at + 2)], as: UTF8.self)
            return path
        }
    }
}
