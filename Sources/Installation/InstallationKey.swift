import Vocabulary

/// The secret from which an installation's other keys are derived: how tokens are sealed and looked up.
///
/// - Shape: 32 random bytes, made at the first start, kept as 64 hex digits in `secrets/installation.key` (mode 0600).
///   Whoever loses it must renew every token; whoever copies a database without it cannot read a token.
enum InstallationKey {
    /// Reads the key, or makes it.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` when the file cannot be read or holds something else.
    static func load(from directory: DataDirectory) throws -> [UInt8] {
        let path = directory.secrets + "/installation.key"
        if let content = try PrivateFile.read(path) {
            let text = String(decoding: content, as: UTF8.self).filter { !$0.isWhitespace }
            guard let key = Hex.decode(text), key.count == 32 else {
                throw Fault(.serviceUnavailable, "\(path) must hold 64 hex digits.")
            }
            return key
        }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        try PrivateFile.write(Array((Hex.encode(key) + "\n").utf8), to: path)
        return key
    }
}
