/// What passes for an e-mail address: enough to catch slips, strict enough to go into a mail header.
enum EmailAddress {
    /// At most 75 characters (identity.md 3.1), one `@`, something before it, a dotted name after it.
    static func isValid(_ text: String) -> Bool {
        guard text.utf8.count <= 75 else { return false }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, isLocal(parts[0]) else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy(isLabel) || parts[1] == "localhost"
    }

    private static func isLocal(_ part: Substring) -> Bool {
        !part.isEmpty && !part.hasPrefix(".") && !part.hasSuffix(".")
            && part.unicodeScalars.allSatisfy { scalar in
                scalar.value > 32 && scalar.value != 127 && !"\"(),:;<>[\\]".unicodeScalars.contains(scalar)
            }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.unicodeScalars.allSatisfy {
                $0 == "-" || $0.properties.isAlphabetic || $0.properties.numericType != nil
            }
    }
}
