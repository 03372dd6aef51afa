public import Vocabulary

/// How much a new server may be given to hold (compute.md 2.4).
public struct PersonalityLimits: Sendable {
    public var filesMax: Int
    /// Holds for the base64 text and for what it decodes to.
    public var sizeMaxBytes: Int

    public init(filesMax: Int, sizeMaxBytes: Int) {
        self.filesMax = filesMax
        self.sizeMaxBytes = sizeMaxBytes
    }

    private static let keys: Set<String> = ["path", "contents", "owner", "group", "mode"]

    /// The files of a request's `personality` list.
    ///
    /// - Shape: `{"path", "contents": base64, "owner", "group", "mode": decimal number}`, only `contents` must be
    ///   there.
    ///   An entry without an absolute path is accepted, as 0.14 accepts it, and puts no file anywhere.
    /// - Throws: overLimit for too many or too large ones, badRequest for anything else, naming the member.
    public func files(_ entries: [JSONValue]) throws -> [PersonalityFile] {
        guard entries.count <= filesMax else {
            throw Fault(.overLimit, "Maximum number of personalities exceeded")
        }
        return try entries.compactMap(file)
    }

    private func file(_ entry: JSONValue) throws -> PersonalityFile? {
        let members = try entry.members("An element of personality")
        if let unknown = members.keys.sorted().first(where: { !Self.keys.contains($0) }) {
            throw Fault(.badRequest, "Invalid key '\(unknown)' in personality")
        }
        let text = try entry.string("contents")
        guard text.utf8.count <= sizeMaxBytes else {
            throw Fault(.overLimit, "Maximum size of personality exceeded")
        }
        guard let contents = LenientBase64.decode(text) else {
            throw Fault(.badRequest, "contents of a personality file is not base64")
        }
        guard let path = members["path"]?.stringValue, path.hasPrefix("/"), !path.utf8.contains(0) else { return nil }
        return PersonalityFile(
            path: path, contents: contents, owner: Self.name(members["owner"]), group: Self.name(members["group"]),
            mode: Self.mode(members["mode"]))
    }

    /// Names and numbers are both fine for `chown`; anything else is as good as nothing.
    private static func name(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let name): name.isEmpty ? nil : name
        case .int(let number): "\(number)"
        default: nil
        }
    }

    /// A JSON number is the mode itself, decimal; text is read as `chmod` reads it, octal.
    private static func mode(_ value: JSONValue?) -> Int? {
        let mode: Int? =
            switch value {
            case .int(let number): Int(number)
            case .string(let text): Int(text, radix: 8)
            default: nil
            }
        guard let mode, (0...0o7777).contains(mode) else { return nil }
        return mode
    }
}
