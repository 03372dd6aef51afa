public import Vocabulary

/// What a new server is given to hold: the list as the request had it, and the files that come of it.
public struct Personality: Sendable, Hashable {
    /// JSON text; the VM API hands it on as it was received (compute.md 3.1).
    public var text: String
    public var files: [PersonalityFile]

    public static let none = Personality(text: "[]", files: [])

    /// - Throws: overLimit, badRequest, as `PersonalityLimits.files`.
    public init(_ entries: [JSONValue], limits: PersonalityLimits) throws {
        self.init(text: JSONValue.array(entries).description, files: try limits.files(entries))
    }

    /// Reads back a text that was within the limits when it came. What an earlier version took for a file and this one
    /// refuses is left out: it must not keep the server from being made.
    ///
    /// - Throws: badRequest for a text that was never one.
    init(text: String) throws {
        let limits = PersonalityLimits(filesMax: .max, sizeMaxBytes: .max)
        let entries = try JSONValue(parsing: text).elements("personality")
        self.init(text: text, files: entries.flatMap { (try? limits.files([$0])) ?? [] })
    }

    private init(text: String, files: [PersonalityFile]) {
        self.text = text
        self.files = files
    }
}
