import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// Requests to the Swift profile that nobody would send: whatever they are, the answer is not ours to mend, and nothing is
/// lost by them.
///
/// See `FuzzRun` for how to repeat one.
struct SwiftFuzzTests {
    @Test(arguments: SwiftFuzzKind.allCases, TestEngine.available)
    func noRequestIsAnErrorOfOurs(kind: SwiftFuzzKind, engine: TestEngine) async throws {
        let place = SwiftFuzzKind.allCases.firstIndex(of: kind) ?? 0
        var dice = FuzzDice(seed: FuzzRun.seed &+ UInt64(place))
        let cloud = try await PithosCloud(engine, blockSize: 4096)
        try await putKept(cloud)
        var doneCount = 0
        for step in 1...max(100, FuzzRun.steps / SwiftFuzzKind.allCases.count) {
            if step % 25 == 1 { try await furnish(cloud) }
            let request = dice.swiftRequest(kind)
            let reply = try await cloud.send(
                request.method, PithosCloud.swiftTarget(request.path), request.headers, bytes: request.body,
                user: request.user, chunks: max(1, request.body.count / dice.roll(1...50)))
            let comment: Comment = """
                PITHOS_FUZZ_SEED=\(FuzzRun.seed), \(kind) step \(step): \(request.method) \(request.path) \
                \(request.headers) \(String(decoding: request.body.prefix(500), as: UTF8.self)): \
                \(reply.status) \(reply.text.prefix(300))
                """
            #expect((200..<500).contains(reply.status), comment)
            // What a report in a body says of its lines.
            #expect(!reply.text.contains("Internal Error"), comment)
            if reply.status < 400 { doneCount += 1 }
        }
        #expect(doneCount > 0, "PITHOS_FUZZ_SEED=\(FuzzRun.seed): what is right among them is done")
        try await expectKept(cloud)
    }

    /// Nothing names these; they are there before and after.
    private func putKept(_ cloud: PithosCloud) async throws {
        _ = try await cloud.swift("PUT", "kept")
        _ = try await cloud.swift("PUT", "kept/o", ["X-Object-Meta-A": "kept"], body: "kept")
        let manifest = #"[{"path": "/kept/o"}, {"data": "MTIz"}]"#
        #expect(try await cloud.swift("PUT", "kept/large?multipart-manifest=put", body: manifest).status == 201)
    }

    private func expectKept(_ cloud: PithosCloud) async throws {
        let object = try await cloud.swift("GET", "kept/o")
        #expect(object.text == "kept" && object["X-Object-Meta-A"] == "kept")
        #expect(try await cloud.swift("GET", "kept/large").text == "kept123")
        #expect(try await cloud.swift("GET", "kept").text == "large\no\n")
        #expect(try await cloud.swift("PUT", "kept/new", body: "still here").status == 201)
        #expect(try await cloud.swift("GET", "kept/new").text == "still here")
    }

    /// What requests are meant to meet, whatever became of it before.
    private func furnish(_ cloud: PithosCloud) async throws {
        _ = try await cloud.swift("POST", "", ["X-Account-Meta-Temp-URL-Key": "key"])
        for container in ["c", "s"] {
            _ = try await cloud.swift(
                "PUT", container,
                [
                    "X-Container-Meta-Temp-URL-Key": "inner", "X-Container-Meta-Quota-Bytes": "",
                    "X-Container-Meta-Quota-Count": "",
                ])
        }
        _ = try await cloud.swift("PUT", "c/o", body: "some content")
        _ = try await cloud.swift("PUT", "s/a", body: String(repeating: "a", count: 5000))
        _ = try await cloud.swift("PUT", "s/b", body: "0123456789")
        _ = try await cloud.swift("PUT", "c/large?multipart-manifest=put", body: SwiftFuzzCorpus.rightManifest)
        _ = try await cloud.swift("PUT", "c/dynamic", ["X-Object-Manifest": "s/"])
    }
}
