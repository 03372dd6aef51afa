import Vocabulary

/// Who, besides the owner, may read and write what lies at a path.
///
/// A holder is a user's uuid, `*` (every user who is logged in), or `account:group`; all in lower case. Write includes
/// read. Source: object-storage.md 2.13, 4.9.
public struct Permissions: Sendable, Hashable {
    /// Sorted, each once.
    public private(set) var readers: [String]
    public private(set) var writers: [String]

    /// Everyone who is logged in.
    public static let everyone = "*"
    /// Characters of one holder.
    public static let longestHolder = 256

    /// Who may write needs no entry among the readers, but for `*`. Others stay beside `*`: the members of a public
    /// image (image.md 4.4).
    ///
    /// - Throws: badRequest when a holder is longer than the column.
    public init(readers: [String] = [], writers: [String] = []) throws {
        for holder in readers + writers where holder.unicodeScalars.count > Self.longestHolder {
            throw Fault(.badRequest, "Bad X-Object-Sharing header value: holder too long")
        }
        self.init(stored: readers, writers)
    }

    /// From the database, or of holders that are known to fit.
    init(stored readers: [String], _ writers: [String]) {
        let writing = Self.normalise(writers)
        self.writers = writing
        self.readers = Self.normalise(readers).filter { $0 == Self.everyone || !writing.contains($0) }
    }

    public var isEmpty: Bool { readers.isEmpty && writers.isEmpty }

    /// What they allow to any of these holders.
    func level(of holders: Set<String>) -> AccessLevel? {
        if !holders.isDisjoint(with: writers) { return .write }
        return holders.isDisjoint(with: readers) ? nil : .read
    }

    private static func normalise(_ holders: [String]) -> [String] {
        Set(holders.map { $0.lowercased() }).sorted()
    }
}

/// What a user may do with an object.
public enum AccessLevel: Int, Sendable, Comparable {
    case read, write, owner

    public static func < (a: AccessLevel, b: AccessLevel) -> Bool { a.rawValue < b.rawValue }
}

/// The permissions that hold for an object, and where they come from.
public struct Sharing: Sendable {
    public var permissions: Permissions
    /// The path they are set on: the object's own, or that of a directory above it.
    public var path: String
}
