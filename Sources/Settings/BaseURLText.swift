/// The public address of a component, as a setting gives it.
enum BaseURLText {
    /// - Throws: `SettingsError` for anything but a scheme, a host, and at most a port and a path.
    static func check(_ url: String, setting: String) throws {
        guard let scheme = ["http://", "https://"].first(where: { url.hasPrefix($0) }) else {
            throw SettingsError(
                "\(setting) should begin with http:// or https://, and is \(DatabaseText.harmless(url)).")
        }
        let rest = url.dropFirst(scheme.count)
        guard isAuthority(rest.prefix { $0 != "/" }), rest.utf8.allSatisfy(isAllowed) else {
            throw SettingsError(
                """
                \(setting) should be http:// or https://, a host, and at most a port and a path, as \
                http://cloud.example.org:8080/astakos is; it is \(DatabaseText.harmless(url)).
                """)
        }
    }

    /// `host`, `host:port`, `[::1]:port`
    static func isAuthority(_ text: Substring) -> Bool {
        let host = text.hasPrefix("[") ? text.prefix { $0 != "]" } : text.prefix { $0 != ":" }
        let rest = text.dropFirst(host.count)
        let port = host.hasPrefix("[") ? rest.dropFirst() : rest
        guard host.count > (host.hasPrefix("[") ? 1 : 0), rest.first == "]" || !host.hasPrefix("[") else {
            return false
        }
        return port.isEmpty || (port.hasPrefix(":") && UInt16(port.dropFirst()) != nil)
    }

    /// What can stand in a path as it is; other characters are percent-encoded.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte > 32 && byte < 127 && !#"?#@\"<>`{}|^"#.utf8.contains(byte)
    }
}
