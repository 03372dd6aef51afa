import FoundationEssentials
import Vocabulary

extension PasswordHash {
    /// From its stored form.
    init(text: String) {
        self = Self.parsed(text) ?? .unusable
    }

    /// As it is stored. Only ours are ever written.
    static func text(cost: ScryptCost, salt: [UInt8], key: [UInt8]) -> String {
        let numbers = "\(cost.logRounds)$\(cost.blockSize)$\(cost.parallelism)"
        return "scrypt$\(numbers)$\(Data(salt).base64EncodedString())$\(Data(key).base64EncodedString())"
    }

    private static func parsed(_ text: String) -> PasswordHash? {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("scrypt", 6):
            guard let log = Int(parts[1]), let block = Int(parts[2]), let parallelism = Int(parts[3]),
                (1...20).contains(log), (1...32).contains(block), (1...16).contains(parallelism),
                let salt = Data(base64Encoded: parts[4]), let key = Data(base64Encoded: parts[5]), key.count >= 16
            else { return nil }
            let cost = ScryptCost(logRounds: log, blockSize: block, parallelism: parallelism)
            return .scrypt(cost, salt: Array(salt), key: Array(key))
        case ("sha1", 3):
            return bytes(hex: parts[2], count: 20).map { .sha1(salt: parts[1], digest: $0) }
        case ("md5", 3):
            return bytes(hex: parts[2], count: 16).map { .md5(salt: parts[1], digest: $0) }
        case (_, 1):
            return bytes(hex: text, count: 16).map { .md5(salt: "", digest: $0) }
        case ("pbkdf2_sha256", 4):
            guard let (rounds, key) = pbkdf2(parts, length: 32) else { return nil }
            return .pbkdf2SHA256(rounds: rounds, salt: parts[2], key: key)
        case ("pbkdf2_sha1", 4):
            guard let (rounds, key) = pbkdf2(parts, length: 20) else { return nil }
            return .pbkdf2SHA1(rounds: rounds, salt: parts[2], key: key)
        default:
            return nil
        }
    }

    private static func pbkdf2(_ parts: [String], length: Int) -> (rounds: Int, key: [UInt8])? {
        guard let rounds = Int(parts[1]), (1...5_000_000).contains(rounds),
            let key = Data(base64Encoded: parts[3]), key.count == length
        else { return nil }
        return (rounds, Array(key))
    }

    private static func bytes(hex: String, count: Int) -> [UInt8]? {
        guard let bytes = Hex.decode(hex), bytes.count == count else { return nil }
        return bytes
    }
}
