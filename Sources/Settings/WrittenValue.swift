import Vocabulary

/// A value in the environment that is written as it would be in a file.
enum WrittenValue {
    /// Nil for what is neither TOML nor JSON.
    static func parse(_ text: String) -> JSONValue? {
        if let value = try? JSONValue(parsing: text) { return value }
        guard let file = try? SettingsFile(path: "", text: "value = \(text)"), file.values.count == 1 else {
            return nil
        }
        return file.values["value"]
    }
}
