import Testing
import Vocabulary

@testable import Astakos

/// The vectors are those of identity.md 7.6, made by the original's framework.
@Suite struct PasswordHashTests {
    @Test(arguments: [
        "sha1$a1b2c$5032f3a9ebceacdf8252550bd90fe2fbcb37e376",
        "md5$a1b2c$93c61a91971adae5061389a64c1b6988",
        "863be81445ba1fc8fdbe1977492197a9",
        "pbkdf2_sha256$10000$seasalt12345$pH/J/BPcb8jE/lU/s/S2OuQcjUb+GBlCHCDqGvPTbZY=",
        "pbkdf2_sha1$10000$seasalt12345$1c6YGFdSWjrWbSwEzT/X3NJlZe4=",
    ])
    func anOldHashMatchesItsPasswordOnly(stored: String) throws {
        let hash = PasswordHash(text: stored)
        #expect(try hash.verify("s3cret-Pass"))
        #expect(try !hash.verify("s3cret-pass"))
        #expect(!hash.isCurrent(.trivial))
    }

    @Test func aNewHashMatchesItsPasswordOnly() throws {
        let stored = try PasswordHash.make("pässword", cost: .trivial)
        let hash = PasswordHash(text: stored)
        #expect(stored.hasPrefix("scrypt$4$8$1$"))
        #expect(try hash.verify("pässword"))
        #expect(try !hash.verify("password"))
        #expect(hash.isCurrent(.trivial))
        #expect(!hash.isCurrent(.standard))
    }

    @Test func theSamePasswordIsNeverStoredTheSame() throws {
        #expect(try PasswordHash.make("x", cost: .trivial) != PasswordHash.make("x", cost: .trivial))
    }

    /// RFC 7914 section 12, the second vector: the key derivation is scrypt as everyone else computes it.
    @Test func scryptGivesThePublishedKey() throws {
        let published = Hex.decode(
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622"
                + "eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")
        let hash = PasswordHash.scrypt(
            ScryptCost(logRounds: 10, blockSize: 8, parallelism: 16), salt: Array("NaCl".utf8),
            key: try #require(published))
        #expect(try hash.verify("password"))
    }

    @Test(arguments: ["", "!", "!abc", "password1", "crypt$$ab", "sha1$a$zz", "scrypt$99$8$1$AA==$AA==", "md5$$"])
    func whatIsNoKnownHashMatchesNothing(stored: String) throws {
        #expect(PasswordHash(text: stored) == .unusable)
        #expect(try !PasswordHash(text: stored).verify(stored))
    }
}
