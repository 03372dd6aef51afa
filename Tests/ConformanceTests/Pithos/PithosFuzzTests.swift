import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// Requests nobody would send: whatever they are, the answer is not ours to mend.
///
/// See `FuzzRun` for how to repeat one.
struct PithosFuzzTests {
    private static let methods = [
        "GET", "HEAD", "PUT", "PUT", "POST", "POST", "DELETE", "COPY", "MOVE", "PATCH", "OPTIONS",
    ]

    @Test(arguments: TestEngine.available)
    func noRequestIsAnErrorOfOurs(engine: TestEngine) async throws {
        var dice = FuzzDice(seed: FuzzRun.seed)
        let cloud = try await PithosCloud(engine, blockSize: 4096)
        for step in 1...FuzzRun.steps {
            // Containers and objects are there to be met, whatever was deleted before.
            if step % 50 == 1 {
                _ = try await cloud.send("PUT", "c")
                try await cloud.put("c/o", "some content", ["X-Object-Public": "true"])
            }
            let (method, target, headers) = (dice.any(Self.methods), dice.target(), dice.headers())
            var fields = headers
            let body = dice.body()
            if fields["Content-Length"] != nil, !body.isEmpty { fields["Content-Length"] = nil }
            let user = dice.chance(15) ? PithosCloud.bob : PithosCloud.alice
            let reply = try await cloud.send(method, target, fields, body: body, user: user, chunks: dice.roll(1...40))
            let comment: Comment = """
                PITHOS_FUZZ_SEED=\(FuzzRun.seed), step \(step): \(method) \(target) \(fields) \(body.prefix(200)): \
                \(reply.text.prefix(300))
                """
            #expect(reply.status < 500, comment)
            guard reply.status >= 400, method != "HEAD", reply.body.first == UInt8(ascii: "{") else { continue }
            let fault = try? reply.json.objectValue?.first?.value
            #expect(fault?["code"] == .int(Int64(reply.status)), comment)
            #expect(fault?["message"]?.stringValue?.isEmpty == false, comment)
        }
        // What went on before has broken nothing.
        _ = try await cloud.send("PUT", "fresh")
        try await cloud.put("fresh/o", "still here")
        #expect(try await cloud.send("GET", "fresh/o").text == "still here")
    }

    @Test func noLinkOrViewIsAnErrorOfOurs() async throws {
        var dice = FuzzDice(seed: FuzzRun.seed)
        let cloud = try await PithosCloud(blockSize: 4096)
        _ = try await cloud.send("PUT", "c")
        for (name, type) in [("o", "text/html"), ("a%2F..%2F%22%0A%CC%81", ""), ("m", "x/y")] {
            try await cloud.put("c/\(name)", "content", ["Content-Type": type, "X-Object-Public": "true"])
        }
        try await cloud.put("c/m", "", ["X-Object-Manifest": "c/o", "X-Object-Public": "true"])
        let links = try await cloud.send("GET", "c?format=json").json.arrayValue?.compactMap {
            $0["x_object_public"]?.stringValue?.split(separator: "example.org").last.map(String.init)
        }
        let objects = ["o", "a%2F..%2F%22%0A%CC%81", "m", "none"].map { "/pithos/ui/view/\(PithosCloud.alice)/c/\($0)" }
        let paths =
            (links ?? []) + objects + [
                "/pithos/public/", "/pithos/public/%00", "/pithos/public/x/y", "/pithos/ui/view/",
            ]
        #expect(links?.count == 3)
        for step in 1...(FuzzRun.steps / 2) {
            let headers = dice.headers().merging(["Cookie": "_pithos2_a=\(PithosCloud.alice)%7C\(PithosCloud.alice)"]) {
                $1
            }
            let query = dice.any(["", "?disposition-type=inline", "?disposition-type=%00", "?version=1", "?hashmap"])
            let (method, path) = (dice.any(["GET", "GET", "HEAD", "PUT"]), dice.any(paths))
            let reply = try await cloud.send(method, path + query, headers, user: nil)
            #expect(
                reply.status < 500,
                "PITHOS_FUZZ_SEED=\(FuzzRun.seed), step \(step): \(method) \(path)\(query) \(headers): \(reply.text)")
        }
    }
}
