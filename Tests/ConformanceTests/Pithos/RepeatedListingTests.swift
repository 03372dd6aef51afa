import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// A list in JSON that is asked for again: of what did not change it says the same, and of the rest what it has become.
struct RepeatedListingTests {
    @Test(arguments: TestEngine.available)
    func aListSaysOfEachObjectWhatItsHeadersSay(engine: TestEngine) async throws {
        let cloud = try await PithosCloud(engine)
        _ = try await cloud.send("PUT", "c")
        func path(_ number: Int) -> String { "c/\(PercentEncoding.encode("o\(number) \u{e9}\"\\"))" }
        for number in 0..<12 { try await cloud.put(path(number), "content \(number)") }
        try await compare(cloud)
        let (name, other) = (path(3), path(4))
        let changes: [(String, String, [String: String])] = [
            ("PUT", name, ["Content-Type": "text/x-new"]), ("POST", "\(name)?update", ["X-Object-Meta-Key": "value"]),
            ("POST", "\(name)?update", ["X-Object-Sharing": "read=*"]),
            ("POST", "\(name)?update", ["X-Object-Public": "true"]),
            ("POST", "\(name)?update", ["X-Object-Sharing": ""]),
            ("POST", "\(name)?update", ["X-Object-Public": "false"]), ("PUT", "c/new", ["Content-Type": "text/plain"]),
            ("DELETE", name, [:]), ("PUT", name, ["Content-Type": "text/plain"]),
            ("MOVE", other, ["Destination": "/c/a%20new%20name"]),
        ]
        for (method, path, headers) in changes {
            #expect(try await cloud.send(method, path, headers).status < 300, "\(method) \(path)")
            try await compare(cloud)
        }
    }

    private func compare(_ cloud: PithosCloud) async throws {
        let first = try await cloud.send("GET", "c?format=json")
        #expect(try await cloud.send("GET", "c?format=json").text == first.text)
        let entries = try #require(first.json.arrayValue)
        #expect(
            try await cloud.send("GET", "c").text == entries.map { ($0["name"]?.stringValue ?? "") + "\n" }.joined())
        for entry in entries {
            let name = try #require(entry["name"]?.stringValue)
            let headers = try await cloud.send("HEAD", "c/\(PercentEncoding.encode(name))").headers
            func header(_ name: String) -> String? { headers.first { $0.name.canonicalName == name }?.value }
            #expect(header("content-length") == entry["bytes"]?.intValue.map(String.init))
            #expect(header("etag") == entry["hash"]?.stringValue)
            #expect(header("content-type") == entry["content_type"]?.stringValue)
            for key in ["hash", "version", "uuid", "sharing", "public"] {
                let value = entry["x_object_\(key)"]
                let text = value?.stringValue ?? value?.intValue.map(String.init)
                #expect(header("x-object-\(key)").flatMap { PercentEncoding.decode($0) } == text, "\(key) of \(name)")
            }
        }
    }
}
