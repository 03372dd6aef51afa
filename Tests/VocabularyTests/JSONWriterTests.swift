import Testing
import Vocabulary

struct JSONWriterTests {
    @Test func commasStandWhereTheyShould() {
        var writer = JSONWriter()
        writer.object {
            $0.field("a", 1)
            $0.field("b", nil as String?)
            $0.fieldIfPresent("c", nil as String?)
            $0.array("d") {
                $0.value("x")
                $0.object { $0.field("e", true) }
                $0.object { _ in }
                $0.array { _ in }
                $0.null()
                $0.json("{\"raw\":1}")
            }
            $0.object("f") { $0.array("g") { _ in } }
            $0.field("h", [1.5, 2])
            $0.field("i", ["z": false, "y": true])
        }
        #expect(
            writer.text
                == #"{"a":1,"b":null,"d":["x",{"e":true},{},[],null,{"raw":1}],"f":{"g":[]},"h":[1.5,2.0],"i":{"y":true,"z":false}}"#
        )
    }

    @Test func membersWhoseNamesAreDataGetTheirEscapes() throws {
        let names = ["a\"b\\c", "Φάκελος/α β", "", "\n"]
        var writer = JSONWriter(capacity: 0)
        writer.object { json in
            for name in names { json.field(named: name, name) }
            json.object(named: "{\"}") { $0.field(named: "x", nil as Int?) }
            json.array(named: "]\"") { $0.value(Int64.min) }
        }
        let parsed = try JSONValue(parsing: writer.text)
        for name in names { #expect(parsed[name] == .string(name)) }
        #expect(parsed["{\"}"] == ["x": nil])
        #expect(parsed["]\""] == [.int(.min)])
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let texts =
            (0..<0x300).compactMap { Unicode.Scalar(UInt32($0)).map { String(Character($0)) } } + [
                "😀", "a\"b\\c/d\u{2028}",
            ]
        let value = JSONValue.object([
            "texts": .array(texts.map { .string($0) }), "numbers": [0, .int(.min), .int(.max), -1, 10, 1234567890],
            "double": 0.1, "tiny": .double(1e-300), "flags": [true, false, nil], "empty": [:],
        ])
        #expect(try JSONValue(parsing: JSONWriter.text(value)) == value)
    }

    @Test func whatNeedsAnEscapeGetsItWhereverItStands() throws {
        for character in ["\"", "\\", "\n", "\u{0}", "\u{1f}", " ", "\u{7f}", "é", "ÿ"] {
            for place in 0..<20 {
                var letters = (0..<20).map { _ in "a" }
                letters[place] = character
                let text = letters.joined()
                let json = JSONWriter.text(text)
                #expect(try JSONValue(parsing: json) == .string(text))
                #expect(!json.dropFirst().dropLast().unicodeScalars.contains { $0.value < 0x20 })
            }
        }
    }

    @Test func whatJSONCannotSayIsNull() {
        #expect(JSONWriter.text([Double.nan, .infinity]) == "[null,null]")
    }

    @Test func identifiersAndTimesAreTheirText() {
        #expect(JSONWriter.text(UserID("u")) == "\"u\"")
        #expect(JSONWriter.text(Timestamp(microseconds: 0)) == "\"1970-01-01T00:00:00+00:00\"")
    }
}
