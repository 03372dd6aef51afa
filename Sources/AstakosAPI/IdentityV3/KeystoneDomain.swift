import Vocabulary

/// The one domain there is: everything is in it. Source: openstack.md 2.1.
enum KeystoneDomain {
    static let id = "default"
    static let name = "Default"

    /// Whether a domain, as clients write it, is this one: they mix up id and name, and their cases. None at all is, too.
    ///
    /// - Throws: badRequest naming the field.
    static func isNamed(by domain: JSONValue?) throws -> Bool {
        guard let domain else { return true }
        guard let text = try domain.lookupString("id") ?? domain.lookupString("name") else {
            throw Fault(.badRequest, "domain needs an id or a name.")
        }
        return text.lowercased() == id
    }

    static func write(to json: inout JSONWriter) {
        json.field("id", id)
        json.field("name", name)
    }
}

extension Timestamp {
    /// `2026-01-02T03:04:05.000000Z`: how Keystone writes times.
    var keystone: String { iso8601Micro + "Z" }
}
