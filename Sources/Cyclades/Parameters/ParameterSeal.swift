import Crypto
import FoundationEssentials
import Vocabulary

/// Keeps the parameters of new servers unreadable for whoever gets hold of the database alone.
struct ParameterSeal: Sendable {
    private let key: SymmetricKey

    /// - Parameter secretKey: `SECRET_KEY` of the settings. After a change of it what was sealed stays closed.
    init(secretKey: Secret) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(secretKey.exposed.utf8)),
            info: Array("synnefo server parameters".utf8), outputByteCount: 32)
    }

    /// Nonce, ciphertext and tag.
    func seal(_ parameters: ServerParameters) throws -> [UInt8] {
        Array(try ChaChaPoly.seal(Array(parameters.text.utf8), using: key).combined)
    }

    /// Nil when the bytes were made with another key, or are damaged.
    func open(_ sealed: [UInt8]) -> ServerParameters? {
        guard let box = try? ChaChaPoly.SealedBox(combined: sealed), let clear = try? ChaChaPoly.open(box, using: key),
            let text = String(validating: clear, as: UTF8.self)
        else { return nil }
        return try? ServerParameters(text: text)
    }

    /// By which parameters are found, so that their key need not lie open beside them. The key is random: there is
    /// nothing to guess.
    static func digest(_ key: String) -> [UInt8] { Array(SHA256.hash(data: Array(key.utf8))) }
}
