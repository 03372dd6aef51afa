import FoundationEssentials
import Vocabulary

/// How the first user of an installation logs in, kept in `credentials.json` for the one who started it.
public struct Credentials: Codable, Sendable {
    /// Of the pages.
    public var url: String
    /// For kamaki and other clients.
    public var authenticationURL: String
    public var username: String
    /// As it was made up; nil once the user has another one.
    public var password: String?
    public var token: String
    public var uuid: String

    enum CodingKeys: String, CodingKey {
        case url, username, password, token, uuid
        case authenticationURL = "auth_url"
    }

    /// Nil when the file is missing.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` when it cannot be read or understood.
    public static func load(from directory: DataDirectory) throws -> Credentials? {
        guard let content = try PrivateFile.read(directory.credentials) else { return nil }
        do {
            return try JSONDecoder().decode(Credentials.self, from: Data(content))
        } catch {
            throw Fault(.serviceUnavailable, "\(directory.credentials) cannot be understood; it is JSON.", cause: error)
        }
    }

    func save(to directory: DataDirectory) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try PrivateFile.write([UInt8](try encoder.encode(self)) + [10], to: directory.credentials)
    }
}
