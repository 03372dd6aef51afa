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
    ///   An entry without a path is accepted, as 0.14 accepts it, and puts no file anywhere.
    /// - Throws: overLimit for too many or too large ones; badRequest for anything else, naming the member
    ///   (`personality[0].mode`): the guest would drop it, or make another file of it.
    public func files(_ entries: [JSONValue]) throws -> [PersonalityFile] {
        guard entries.count <= filesMax else {
            throw Fault(.overLimit, "Maximum number of personalities exceeded")
        }
        return try entries.enumerated().compactMap { try file($0.element, "personality[\($0.offset)]") }
    }

    private func file(_ entry: JSONValue, _ field: String) throws -> PersonalityFile? {
        let members = try entry.members(field)
        if let unknown = members.keys.sorted().first(where: { !Self.keys.contains($0) }) {
            throw Fault(.badRequest, "Invalid key '\(unknown)' in \(field)")
        }
        guard let contents = members["contents"] else { throw Fault(.badRequest, "\(field).contents is missing.") }
        let file = PersonalityFile(
            path: try members["path"].map { try Self.path($0, "\(field).path") } ?? "",
            contents: try bytes(try contents.asString("\(field).contents"), "\(field).contents"),
            owner: try Self.name(members["owner"], "\(field).owner"),
            group: try Self.name(members["group"], "\(field).group"),
            mode: try Self.mode(members["mode"], "\(field).mode"))
        return file.path.isEmpty ? nil : file
    }

    /// Of all that is no base64 only a text without one digit of it is taken, for an empty file, as by the original.
    private func bytes(_ text: String, _ field: String) throws -> [UInt8] {
        guard text.utf8.count <= sizeMaxBytes else {
            throw Fault(.overLimit, "Maximum size of personality exceeded")
        }
        let isTaken = LenientBase64.isWhole(text) || !text.utf8.contains(where: LenientBase64.isDigit)
        guard isTaken, let bytes = LenientBase64.decode(text) else {
            throw Fault(.badRequest, "\(field) is not base64.")
        }
        return bytes
    }

    private static func path(_ value: JSONValue, _ field: String) throws -> String {
        let path = try value.asString(field)
        guard path.hasPrefix("/"), !path.hasSuffix("/"), path.utf8.count < pathLengthMax, !path.utf8.contains(0) else {
            throw Fault(.badRequest, "\(field) should be the absolute path of a file.")
        }
        return path
    }

    /// `PATH_MAX` of Linux, in bytes, with the zero at its end.
    private static let pathLengthMax = 4096

    /// Names and numbers are both fine for `chown`. An empty text is as good as nothing: forms send it.
    private static func name(_ value: JSONValue?, _ field: String) throws -> String? {
        switch value {
        case nil, .null, .string(""): return nil
        // The highest number means to `chown` that nothing is to change.
        case .int(let number) where (0..<Int64(UInt32.max)).contains(number): return "\(number)"
        case .string(let name) where isName(name): return name
        default: throw Fault(.badRequest, "\(field) should be the name or the number of a user or a group.")
        }
    }

    /// What `useradd` takes, and names of domains; nothing that `owner:group` or a shell reads otherwise.
    private static func isName(_ name: String) -> Bool {
        !name.hasPrefix("-") && name.utf8.count <= 255
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "._-$@+\\".utf8.contains(byte)
                }
            }
    }

    /// A JSON number is the mode itself, decimal; text is read as `chmod` reads it, octal. An empty text is as good as
    /// nothing.
    private static func mode(_ value: JSONValue?, _ field: String) throws -> Int? {
        let mode: Int64?
        switch value {
        case nil, .null, .string(""): return nil
        case .int(let number): mode = number
        case .string(let text) where text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "7")).contains):
            mode = Int64(text, radix: 8)
        default: mode = nil
        }
        guard let mode, (0...0o7777).contains(mode) else {
            throw Fault(.badRequest, "\(field) should be a number from 0 to 4095, or octal digits in a text.")
        }
        return Int(mode)
    }
}
