import Cyclades
import Testing
import Vocabulary

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

    @Test(arguments: [["contents": "aGk="], ["path": "relative", "contents": "aGk="]] as [JSONValue])
    func aFileWithoutAPlaceIsAcceptedAndPutNowhere(entry: JSONValue) throws {
        #expect(try limits.files([entry]).isEmpty)
    }
}
