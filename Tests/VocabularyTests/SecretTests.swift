import Testing
import Vocabulary

struct SecretTests {
    @Test func aSecretIsNeverPrinted() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump((secret, [secret], Optional(secret)), to: &dumped)
        for text in [
            "\(secret)", String(describing: secret), String(reflecting: [secret]), "\(Optional(secret) as Any)", dumped,
        ] {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("***") || text.contains("Secret"))
        }
        #expect(secret.exposed == "hunter2")
    }

    @Test func secretsAreComparedByTheirBytes() {
        #expect(Secret("abc").matches("abc"))
        #expect(!Secret("abc").matches("abd"))
        #expect(!Secret("abc").matches("ab"))
        #expect(Secret("").isEmpty && Secret("").matches(""))
        // Equal for people, different bytes.
        #expect(!Secret("e\u{301}").matches("\u{e9}"))
    }
}
