/// Passwords for new servers and consoles (compute.md 2.4).
public enum AdminPassword {
    private static let lower = Array("abcdefghijklmnopqrstuvwxyz")
    private static let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    private static let digits = Array("0123456789")

    /// Ten letters and digits with at least one lower-case letter, one upper-case letter and one digit, from the
    /// system's secure source.
    public static func generate(length: Int = 10) -> String {
        var random = SystemRandomNumberGenerator()
        while true {
            let characters = (0..<length).map { _ in pick(lower + upper + digits, &random) }
            // Drawing again keeps every valid password equally likely; forcing a class into a place would not.
            if characters.contains(where: lower.contains) && characters.contains(where: upper.contains)
                && characters.contains(where: digits.contains)
            {
                return String(characters)
            }
        }
    }

    private static func pick(_ alphabet: [Character], _ random: inout SystemRandomNumberGenerator) -> Character {
        alphabet[Int.random(in: alphabet.indices, using: &random)]
    }
}
