import Testing
import Vocabulary

struct EncodingTests {
    @Test func hexadecimalGoesBothWays() {
        let bytes = (0...255).map { UInt8($0) }
        let text = Hex.encode(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(Hex.decode(text) == bytes)
        #expect(Hex.decode("DeadBEEF") == [0xDE, 0xAD, 0xBE, 0xEF])
        #expect(Hex.encode(bytes[1...3]) == "010203")
        #expect(Hex.decode("") == [])
    }

    @Test(arguments: ["a", "0g", "zz", "0 ", "é"])
    func whatIsNoHexadecimalIsRefused(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test func eightDigitsAreFourBytes() {
        for byte in 0...UInt32(255) {
            let bytes = byte << 24 | (255 - byte) << 16 | byte << 8 | (byte ^ 0x5a)
            let text = Hex.encode(withUnsafeBytes(of: bytes.bigEndian) { Array($0) })
            for digits in [text, text.uppercased()] {
                #expect(Hex.fourBytes(digits.utf8.reduce(0) { $0 << 8 | UInt64($1) }) == bytes)
            }
        }
        for character in UInt64(0)...255 where Hex.value(of: UInt8(character)) == nil {
            for place in UInt64(0)..<8 {
                let digits = 0x3030_3030_3030_3030 & ~(0xff << (place * 8)) | character << (place * 8)
                #expect(Hex.fourBytes(digits) == nil, "\(character)")
            }
        }
    }

    @Test func percentEncodingKeepsWhatIsAllowed() {
        #expect(PercentEncoding.encode("a b/ü%~") == "a%20b%2F%C3%BC%25~")
        #expect(PercentEncoding.encode("a b/ü", allowed: .path) == "a%20b/%C3%BC")
        #expect(PercentEncoding.encode("a=1, b;c\"+", allowed: .headerValue) == "a=1, b;c%22%2B")
        #expect(
            PercentEncoding.encode("image/svg+xml; q=\"ä\n%\"", allowed: .printable)
                == "image/svg+xml; q=\"%C3%A4%0A%25\"")
        #expect(PercentEncoding.encode("plain-._~") == "plain-._~")
    }

    @Test(arguments: [
        ("a%20b%2fc", "a b/c"), ("100%", "100%"), ("%", "%"), ("%4", "%4"), ("%zz%41", "%zzA"), ("a+b", "a+b"),
        ("%C3%BC", "ü"), ("ü", "ü"), ("%00", "\0"),
    ])
    func percentDecodingLeavesWhatIsNoEscape(text: String, decoded: String) {
        #expect(PercentEncoding.decode(text) == decoded)
    }

    @Test func percentDecodingRefusesWhatIsNoUTF8() {
        #expect(PercentEncoding.decode("%ff") == nil)
        #expect(PercentEncoding.decodeBytes("%ff%00") == [255, 0])
        #expect(PercentEncoding.decode("a+b%2B", plusIsSpace: true) == "a b+")
    }

    @Test func everyByteSurvivesPercentEncoding() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(PercentEncoding.decodeBytes(PercentEncoding.encode(bytes)) == bytes)
    }

    @Test(
        arguments: [
            ([], ""), ([0xFB], "-w"), ([0xFB, 0xFF], "-_8"), ([0xFB, 0xFF, 0xFE], "-__-"),
            ([104, 105, 33, 33], "aGkhIQ"),
        ] as [([UInt8], String)])
    func base64IsSafeInURLs(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
        #expect(Base64URL.decode(text.replacing("-", with: "+").replacing("_", with: "/") + "==") == bytes)
    }

    @Test func base64RefusesWhatItIsNot() {
        #expect(Base64URL.decode("a") == nil)
        #expect(Base64URL.decode("a b") == nil)
    }

    @Test func tokensHaveTheFormOfTheOriginalAndDiffer() {
        let tokens = (0..<1000).map { _ in RandomToken.text() }
        #expect(Set(tokens).count == 1000)
        #expect(tokens.allSatisfy { $0.utf8.count == 43 && Base64URL.decode($0)?.count == 32 })
        #expect(!tokens.contains { $0.hasPrefix("-") }, "a command line takes it for an option")
    }

    @Test func uuidsAreOfVersionFourAndDiffer() {
        let uuids = (0..<100).map { _ in UUIDText.random() }
        #expect(Set(uuids).count == 100)
        for uuid in uuids {
            #expect(UUIDText.isValid(uuid))
            let characters = Array(uuid)
            #expect(characters[14] == "4")
            #expect("89ab".contains(characters[19]))
            #expect(uuid == uuid.lowercased())
        }
    }

    @Test(arguments: [
        "", "11111111-1111-4111-8111-11111111111", "11111111-1111-4111-8111-1111111111111",
        "11111111x1111-4111-8111-111111111111", "g1111111-1111-4111-8111-111111111111", "user1@example.org",
    ])
    func whatIsNoUUIDIsRefused(text: String) {
        #expect(!UUIDText.isValid(text))
    }
}
