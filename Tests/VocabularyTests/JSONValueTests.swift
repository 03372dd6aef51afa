import Testing
import Vocabulary

struct JSONValueTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-7", -7),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)), ("1.0", .double(1)),
            ("1e3", .double(1000)), ("-0.5E-1", .double(-0.05)), (#""""#, ""),
            (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{c}\n\r\t"),
            (#""\u00e9\ud83d\ude00é😀""#, "é😀é😀"), ("[]", []), ("[1,[2]]", [1, [2]]), ("{}", [:]),
            (#"{"a":{"b":[null]},"c":1}"#, ["a": ["b": [nil]], "c": 1]), (#"{"a":1,"a":2}"#, ["a": 2]),
        ] as [(String, JSONValue)])
    func textBecomesTheValueItStandsFor(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test func wholeNumbersOtherNumbersAndBooleansDiffer() throws {
        #expect(try JSONValue(parsing: "1") != JSONValue(parsing: "1.0"))
        #expect(try JSONValue(parsing: "1") != JSONValue(parsing: "true"))
        // Beyond 64 bits it is a number, but none that counts anything.
        let huge = try JSONValue(parsing: #"{"quota": 99999999999999999999}"#)
        let fault = #expect(throws: Fault.self) { try huge.int("quota") }
        #expect(fault?.message == "quota is not a whole number of 64 bits.")
    }

    @Test(arguments: [
        "", " ", "nul", "truex", "+1", "01", "1.", ".5", "1e", "-", "'a'", #""a"#, #""\x""#, #""\u12"#, #""\ud800""#,
        #""\ud800\u0041""#, #""\udc00""#, "\"\u{1}\"", "[1,]", "[1 2]", "[", "{", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
        "{a:1}", "1 2", "NaN", "Infinity", "1e999", "\u{FEFF}1", "[1]]",
    ])
    func whatIsNoJSONIsABadRequestThatSaysWhere(text: String) {
        let fault = #expect(throws: Fault.self) { try JSONValue(parsing: text) }
        #expect(fault?.kind == .badRequest)
        #expect(fault?.message.contains("at byte") == true)
    }

    /// Few characters stand for much memory: `[[1],[1]]` is five values.
    @Test(arguments: ["[[1],[1]]", #"{"a":{},"b":[2,"x"]}"#])
    func moreValuesThanThereMayBeAreRefused(text: String) throws {
        let bytes = Array(text.utf8)
        #expect(try JSONValue(parsing: bytes, countMax: 5) == JSONValue(parsing: text))
        let fault = #expect(throws: Fault.self) { try JSONValue(parsing: bytes, countMax: 4) }
        #expect(fault?.message.contains("too many values") == true)
    }

    @Test func bytesThatAreNoUTF8AreRefused() {
        #expect(throws: Fault.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
        #expect(throws: Fault.self) { try JSONValue(parsing: [0x22, 0x5C, 0x6E, 0xC3, 0x22]) }
    }

    @Test func nestingHasALimit() throws {
        let deep = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        _ = try JSONValue(parsing: deep(64))
        #expect(throws: Fault.self) { try JSONValue(parsing: deep(65)) }
        #expect(throws: Fault.self) { try JSONValue(parsing: deep(100_000)) }
        let wide = "[" + Array(repeating: "[[]]", count: 1000).joined(separator: ",") + "]"
        _ = try JSONValue(parsing: wide, depthMax: 3)
    }

    @Test func membersAreReadByNameAndFaultsSayTheName() throws {
        let body: JSONValue = ["s": "x", "i": 5, "b": true, "n": nil, "o": ["k": 1], "a": [1]]
        #expect(try body.string("s") == "x")
        #expect(try body.int("i") == 5)
        #expect(try body.bool("b"))
        #expect(try body.object("o").int("k") == 1)
        #expect(try body.array("a") == [1])
        #expect(try body.lookupString("n") == nil)
        #expect(try body.lookupInt("missing") == nil)
        for read in [
            { _ = try body.string("i") }, { _ = try body.int("s") }, { _ = try body.bool("i") },
            { _ = try body.object("a") }, { _ = try body.array("o") }, { _ = try body.lookupString("b") },
        ] as [() throws -> Void] {
            let fault = #expect(throws: Fault.self) { try read() }
            #expect(fault?.message.contains("should be") == true)
        }
        #expect(throws: Fault.self) { try body.string("missing") }
        #expect(throws: Fault.self) { try JSONValue.array([]).string("x") }
        let fault = #expect(throws: Fault.self) { try body.int("b") }
        #expect(fault?.message == "b should be a whole number, not a boolean.")
    }
}
