import SQLAccess
import Testing

@Suite struct StatementCacheTests {
    @Test func theOneNotUsedForLongestMakesRoom() {
        var cache = StatementCache<String, Int>(limit: 2)
        #expect(cache.insert(1, for: "a") == nil)
        #expect(cache.insert(2, for: "b") == nil)
        #expect(cache.find("a") == 1)
        #expect(cache.insert(3, for: "c") == 2)
        #expect(cache.find("b") == nil)
        #expect(cache.find("a") == 1)
        #expect(cache.count == 2)
    }

    @Test func aReplacedOneIsGivenBack() {
        var cache = StatementCache<String, Int>(limit: 2)
        _ = cache.insert(1, for: "a")
        #expect(cache.insert(5, for: "a") == 1)
        #expect(cache.find("a") == 5)
        #expect(cache.count == 1)
    }
}
