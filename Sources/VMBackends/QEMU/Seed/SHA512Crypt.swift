import Crypto

/// The SHA-512 form of crypt(3), `$6$salt$hash`, which every Linux guest takes in `/etc/shadow`.
///
/// Source: Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512", version 0.6.
enum SHA512Crypt {
    static let rounds = 5000
    private static let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// With a salt of 16 characters from the system's secure source.
    static func hash(_ password: String) -> String {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in alphabet[Int.random(in: 0..<64, using: &random)] }
        return hash(password, salt: String(decoding: salt, as: UTF8.self))
    }

    /// - Parameter salt: At most 16 characters count.
    static func hash(_ password: String, salt: String) -> String {
        let key = Array(password.utf8)
        let salt = Array(salt.utf8.prefix(16))
        var digest = firstDigest(key, salt)

        var keyHash = SHA512()
        for _ in 0..<key.count { keyHash.update(data: key) }
        let keySequence = repeated(Array(keyHash.finalize()), count: key.count)
        var saltHash = SHA512()
        for _ in 0..<(16 + Int(digest[0])) { saltHash.update(data: salt) }
        let saltSequence = repeated(Array(saltHash.finalize()), count: salt.count)

        for round in 0..<rounds {
            var hash = SHA512()
            hash.update(data: round & 1 == 1 ? keySequence : digest)
            if round % 3 != 0 { hash.update(data: saltSequence) }
            if round % 7 != 0 { hash.update(data: keySequence) }
            hash.update(data: round & 1 == 1 ? digest : keySequence)
            digest = Array(hash.finalize())
        }
        return "$6$" + String(decoding: salt, as: UTF8.self) + "$" + encoded(digest)
    }

    private static func firstDigest(_ key: [UInt8], _ salt: [UInt8]) -> [UInt8] {
        let alternate = Array(SHA512.hash(data: key + salt + key))
        var hash = SHA512()
        hash.update(data: key)
        hash.update(data: salt)
        hash.update(data: repeated(alternate, count: key.count))
        var length = key.count
        while length > 0 {
            hash.update(data: length & 1 == 1 ? alternate : key)
            length >>= 1
        }
        return Array(hash.finalize())
    }

    private static func repeated(_ bytes: [UInt8], count: Int) -> [UInt8] {
        (0..<count).map { bytes[$0 % bytes.count] }
    }

    /// Base 64 of its own, least significant first, three bytes taken from the three thirds of the digest in turn.
    private static func encoded(_ digest: [UInt8]) -> String {
        var text: [UInt8] = []
        func append(_ value: Int, characters: Int) {
            for index in 0..<characters { text.append(alphabet[value >> (6 * index) & 63]) }
        }
        var places = (0, 21, 42)
        for _ in 0..<21 {
            append(
                Int(digest[places.0]) << 16 | Int(digest[places.1]) << 8 | Int(digest[places.2]), characters: 4)
            places = (places.1 + 1, places.2 + 1, places.0 + 1)
        }
        append(Int(digest[63]), characters: 2)
        return String(decoding: text, as: UTF8.self)
    }
}
