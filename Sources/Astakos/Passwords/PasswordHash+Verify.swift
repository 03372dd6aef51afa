import Crypto
import CryptoExtras
import FoundationEssentials
import Vocabulary

extension PasswordHash {
    /// True when `password` is the one that was hashed. Blocks for as long as the hash is made to cost.
    func verify(_ password: String) throws -> Bool {
        let input = Array(password.utf8)
        switch self {
        case .scrypt(let cost, let salt, let key):
            return constantTimeEqual(try Self.scrypt(input, salt: salt, cost: cost, length: key.count), key)
        case .sha1(let salt, let digest):
            return constantTimeEqual(Array(Insecure.SHA1.hash(data: Array(salt.utf8) + input)), digest)
        case .md5(let salt, let digest):
            return constantTimeEqual(Array(Insecure.MD5.hash(data: Array(salt.utf8) + input)), digest)
        case .pbkdf2SHA256(let rounds, let salt, let key):
            return constantTimeEqual(try Self.pbkdf2(input, salt, .sha256, key.count, rounds), key)
        case .pbkdf2SHA1(let rounds, let salt, let key):
            return constantTimeEqual(try Self.pbkdf2(input, salt, .insecureSHA1, key.count, rounds), key)
        case .unusable:
            return false
        }
    }

    /// The stored form of a new password. Blocks.
    static func make(_ password: String, cost: ScryptCost) throws -> String {
        let salt = RandomToken.bytes(16)
        let key = try scrypt(Array(password.utf8), salt: salt, cost: cost, length: 32)
        return text(cost: cost, salt: salt, key: key)
    }

    private static func scrypt(_ input: [UInt8], salt: [UInt8], cost: ScryptCost, length: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: input, salt: salt, outputByteCount: length, rounds: 1 << cost.logRounds, blockSize: cost.blockSize,
            parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }

    private static func pbkdf2(
        _ input: [UInt8], _ salt: String, _ function: KDF.Insecure.PBKDF2.HashFunction, _ length: Int, _ rounds: Int
    ) throws -> [UInt8] {
        // The rounds are those an old installation chose; a log-in replaces the hash.
        let key = try KDF.Insecure.PBKDF2.deriveKey(
            from: input, salt: Array(salt.utf8), using: function, outputByteCount: length, unsafeUncheckedRounds: rounds
        )
        return key.withUnsafeBytes { Array($0) }
    }
}
