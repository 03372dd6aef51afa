/// Passwords to give to people.
public enum GeneratedPassword {
    /// Letters and digits that cannot be taken for one another when read out loud.
    private static let alphabet = Array("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")

    /// 10 characters, 58 bits.
    public static func text(length: Int = 10) -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }
}
