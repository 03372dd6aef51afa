/// A guest's host name, made from the name its user gave the server.
enum HostName {
    /// Lower-case letters, digits and single dashes, at most 63, as RFC 1123 wants a label; what else a name holds
    /// becomes a dash. A name with nothing to keep gives `fallback`.
    static func make(from name: String, fallback: String) -> String {
        var label = ""
        for scalar in name.lowercased().unicodeScalars {
            let isKept = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isKept {
                label.unicodeScalars.append(scalar)
            } else if !label.isEmpty, label.last != "-" {
                label.append("-")
            }
        }
        label = String(label.prefix(63))
        while label.last == "-" { label.removeLast() }
        return label.isEmpty ? fallback : label
    }
}
