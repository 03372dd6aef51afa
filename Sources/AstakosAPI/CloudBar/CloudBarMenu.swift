import Vocabulary

/// An entry of the user's menu in the bar on top of all pages. Source: identity.md 2.9.
struct CloudBarMenu: Sendable {
    var url: String
    var name: String
    var isActive = false

    /// The entries as JSON, member for member and space for space as the original wrote them: who takes the
    /// feed as a script gets the very text that scripts were written against.
    static func text(_ entries: [CloudBarMenu]) -> String {
        let objects = entries.map { entry in
            let active = entry.isActive ? "\"is_active\": true, " : ""
            return "{\"url\": \(JSONWriter.text(entry.url)), \(active)\"name\": \(JSONWriter.text(entry.name))}"
        }
        return "[" + objects.joined(separator: ", ") + "]"
    }
}
