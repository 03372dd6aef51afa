import APISupport
import Testing
import Vocabulary

struct RequestTargetTests {
    @Test func thePathIsNeitherDecodedNorCollapsed() {
        let target = RequestTarget("/A/C//x%2Fy/.json?format=json&limit=5")
        #expect(target.path == "/A/C//x%2Fy/.json")
        #expect(target.queryText == "format=json&limit=5")
        #expect(RequestTarget("/a").queryText == nil)
    }

    @Test func theLastOfAParameterCountsAndNamesNeedNoValue() {
        let query = QueryParameters("a=1&update&a=2+3%2B&b=&%63=x%3Dy&=z&&d=%ff")
        #expect(query["a"] == "2 3+")
        #expect(query["update"] == "")
        #expect(query.contains("b"))
        #expect(!query.contains("e"))
        #expect(query["c"] == "x=y")
        #expect(query["d"] == "\u{FFFD}")
    }

    @Test(arguments: [
        ("5", 5), ("0", 0), ("-1", nil), ("foo", nil), ("5.5", nil), ("", nil), ("99999999999999999999", nil),
    ])
    func aLenientCountIsAbsentWhenItIsNoNumber(text: String, count: Int?) {
        #expect(QueryParameters("limit=\(text)").lenientCount("limit") == count)
    }

    @Test func aStrictCountIsRefusedWhenItIsNoNumber() throws {
        #expect(try QueryParameters("limit=7").count("limit") == 7)
        #expect(try QueryParameters("limit=").count("limit") == nil)
        #expect(throws: Fault.self) { try QueryParameters("limit=-7").count("limit") }
        #expect(throws: Fault.self) { try QueryParameters("limit=0").page(limitMax: 10) }
    }

    @Test func aPageHasAtMostAsMuchAsIsAllowed() throws {
        let page = try QueryParameters("limit=500&marker=m").page(limitMax: 100)
        #expect(page.limit == 100)
        #expect(page.marker == "m")
        #expect(try QueryParameters("marker=").page(limitMax: 100).marker == nil)
    }
}
