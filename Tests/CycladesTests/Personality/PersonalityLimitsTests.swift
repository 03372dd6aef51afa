import Testing
import Vocabulary

@testable import Cyclades

struct PersonalityLimitsTests {
    private let limits = PersonalityLimits(filesMax: 5, sizeMaxBytes: 16)

    private func kind(_ entries: [JSONValue]) -> Fault.Kind? {
        do {
            _ = try limits.files(entries)
            return nil
        } catch {
            return (error as? Fault)?.kind
        }
    }

    @Test
    func filesAreRead() throws {
        let files = try limits.files([
            ["path": "/root/a", "contents": "aGk=", "owner": "ann", "group": 5, "mode": 384],
            ["path": "/root/b", "contents": "aG\nk=", "mode": "0644"], ["path": "/c", "contents": ""],
        ])
        #expect(
            files == [
                PersonalityFile(path: "/root/a", contents: Array("hi".utf8), owner: "ann", group: "5", mode: 0o600),
                PersonalityFile(path: "/root/b", contents: Array("hi".utf8), mode: 0o644),
                PersonalityFile(path: "/c", contents: []),
            ])
    }

    @Test
    func tooManyOrTooLargeIsOverTheLimit() {
        let small: JSONValue = ["path": "/a", "contents": "aGk="]
        #expect(kind(Array(repeating: small, count: 5)) == nil)
        #expect(kind(Array(repeating: small, count: 6)) == .overLimit)
        #expect(kind([["path": "/a", "contents": .string(String(repeating: "A", count: 16))]]) == nil)
        #expect(kind([["path": "/a", "contents": .string(String(repeating: "A", count: 17))]]) == .overLimit)
    }

    @Test(
        arguments: [
            "x", ["path": "/a"], ["path": "/a", "contents": 5], ["path": "/a", "contents": "aGk=", "size": 1],
            ["path": "/a", "contents": "aGkaG"],
        ] as [JSONValue])
    func whatIsNoFileIsRefused(entry: JSONValue) {
        #expect(kind([entry]) == .badRequest)
    }

    @Test func aFileWithoutAPlaceIsAcceptedAndPutNowhere() throws {
        #expect(try limits.files([["contents": "aGk="]]).isEmpty)
    }

    /// As recorded from the original.
    @Test func aTextWithoutOneDigitIsAnEmptyFile() throws {
        let entries: [JSONValue] = [["path": "/a", "contents": "!!", "owner": 5, "mode": ""]]
        #expect(try limits.files(entries) == [PersonalityFile(path: "/a", contents: [], owner: "5")])
    }

    @Test(
        arguments: [
            ("contents", "aGk"), ("contents", "aG*k="), ("contents", "aGk=aGk="), ("contents", "aGk=="),
            ("contents", nil), ("path", 5), ("path", ""), ("path", "relative"), ("path", "/a\u{0}b"), ("path", "/a/"),
            ("path", nil), ("owner", "a:b;c"), ("owner", "-R"), ("owner", -1), ("owner", 1.5), ("owner", []),
            ("group", "a b"), ("group", true), ("mode", -1), ("mode", 99999), ("mode", 3.5), ("mode", "0999"),
            ("mode", "rwx"), ("mode", "+644"), ("mode", "77777"), ("mode", true),
        ] as [(String, JSONValue)])
    func aBadValueIsRefusedByItsName(member: String, value: JSONValue) throws {
        var members: [String: JSONValue] = ["path": "/a", "contents": "aGk="]
        members[member] = value
        let entries: [JSONValue] = [["path": "/good", "contents": "aGk="], .object(members)]
        let fault = #expect(throws: Fault.self) { try limits.files(entries) }
        #expect(fault?.kind == .badRequest)
        #expect(fault?.message.hasPrefix("personality[1].\(member) ") == true)
    }

    /// Only the order that a crash interrupted has them, from before they were refused.
    @Test func whatWasTakenOnceKeepsNoServerFromBeingMade() throws {
        let text = #"[{"path": "/a", "contents": "aGk"}, {"path": "/b", "contents": "aGk="}]"#
        let personality = try Personality(text: text)
        #expect(personality.text == text)
        #expect(personality.files.map(\.path) == ["/b"])
    }
}
