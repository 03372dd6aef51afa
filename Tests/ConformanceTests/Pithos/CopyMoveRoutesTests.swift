import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// Copies and moves where the recordings say nothing.
struct CopyMoveRoutesTests {
    private func version(_ reply: TestReply) -> String? {
        reply.headers.first { $0.name.canonicalName == "x-object-version" }?.value
    }

    private func names(_ cloud: PithosCloud) async throws -> [String] {
        try await cloud.send("GET", "c").text.split(separator: "\n").map(String.init)
    }

    @Test func conditionsOfAPutAreAboutTheDestination() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/from", "source")
        try await cloud.put("c/to", "there")
        let from = ["X-Copy-From": "/c/from", "Content-Length": "0"]
        func put(_ name: String, _ more: [String: String]) async throws -> Int {
            try await cloud.send("PUT", "c/\(name)", from.merging(more) { $1 }).status
        }
        #expect(try await put("to", ["If-None-Match": "*"]) == 412)
        #expect(try await put("to", ["If-Match": "36cd38f49b9afa08222c0dc9ebfe35eb"]) == 412)
        #expect(try await put("new", ["If-Match": "*"]) == 412)
        #expect(try await put("new", ["If-None-Match": "*"]) == 201)
        #expect(try await put("to", ["If-Match": "*"]) == 201)
        #expect(try await cloud.send("GET", "c/to").text == "source")
    }

    @Test func conditionsOfACopyAreAboutTheSource() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/from", "source")
        try await cloud.put("c/to", "there")
        let to = ["Destination": "/c/to", "If-Match": "36cd38f49b9afa08222c0dc9ebfe35eb"]
        #expect(try await cloud.send("COPY", "c/from", to).status == 201)
        #expect(
            try await cloud.send("MOVE", "c/from", ["Destination": "/c/x", "If-None-Match": "*"]).status == 412)
    }

    @Test func aPutFromAnObjectNeedsALength() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/from", "source")
        let chunked = ["X-Copy-From": "/c/from", "Transfer-Encoding": "chunked"]
        #expect(try await cloud.send("PUT", "c/to", chunked, body: "x").status == 411)
    }

    @Test func oneVersionIsANumberAndATreesAreAList() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/d", "")
        let alone = try await cloud.send("COPY", "c/d?delimiter=/", ["Destination": "/c/e"])
        #expect(version(alone).flatMap { Int($0) } != nil)
        try await cloud.put("c/d/x", "")
        let tree = try await cloud.send("COPY", "c/d?delimiter=/", ["Destination": "/c/f"])
        #expect(version(tree)?.hasPrefix("%5B") == true)
    }

    /// Clients and proxies take no header of any length.
    @Test func theVersionsOfALargeTreeAreNotAllNamed() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/d", "")
        for number in 0..<300 { try await cloud.put("c/d/\(number)", "") }
        for method in ["COPY", "MOVE"] {
            let tree = try await cloud.send(method, "c/d?delimiter=/", ["Destination": "/c/\(method)"])
            #expect(tree.status == 201)
            let top = try await cloud.send("HEAD", "c/\(method)")
            #expect(version(tree) == version(top))
        }
    }

    /// `a` with all below it goes into itself, and out again.
    @Test(arguments: TestEngine.available, ["auto", "none"])
    func aTreeMovesInwardsAndOutwards(engine: TestEngine, versioning: String) async throws {
        let cloud = try await PithosCloud(engine)
        _ = try await cloud.send("PUT", "c", ["X-Container-Policy-Versioning": versioning])
        let below = ["a": "0", "a/b": "1", "a/b/b": "2", "a/b/b/x": "3", "a/x": "4"]
        for (name, content) in below { try await cloud.put("c/\(name)", content, ["X-Object-Meta-Is": content]) }
        #expect(try await cloud.send("MOVE", "c/a?delimiter=/", ["Destination": "/c/a/b"]).status == 201)
        #expect(try await names(cloud) == ["a/b", "a/b/b", "a/b/b/b", "a/b/b/b/x", "a/b/x"])
        for (name, content) in below {
            let reply = try await cloud.send("GET", "c/a/b\(name.dropFirst())")
            #expect(reply.text == content)
            let meta = reply.headers.first { $0.name.canonicalName == "x-object-meta-is" }?.value
            #expect(meta == content)
        }
        #expect(try await cloud.send("MOVE", "c/a/b?delimiter=/", ["Destination": "/c/a"]).status == 201)
        #expect(try await names(cloud) == below.keys.sorted())
        for (name, content) in below { #expect(try await cloud.send("GET", "c/\(name)").text == content) }
        #expect(
            try await cloud.send("HEAD", "c").headers.first {
                $0.name.canonicalName == "x-container-object-count"
            }?.value == "5")
    }

    @Test func aTreeIsCopiedIntoItselfOnce() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        for name in ["a", "a/b", "a/c"] { try await cloud.put("c/\(name)", name) }
        #expect(try await cloud.send("COPY", "c/a?delimiter=/", ["Destination": "/c/a/b"]).status == 201)
        #expect(try await names(cloud) == ["a", "a/b", "a/b/b", "a/b/c", "a/c"])
        #expect(try await cloud.send("GET", "c/a/b").text == "a")
        #expect(try await cloud.send("GET", "c/a/b/b").text == "a/b")
    }

    @Test func aFolderWhoseNameEndsWithTheDelimiterGoesWhole() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        for name in ["a/", "a/x", "a/y/z"] { try await cloud.put("c/\(name)", name) }
        #expect(try await cloud.send("COPY", "c/a/?delimiter=/", ["Destination": "/c/k/"]).status == 201)
        #expect(try await cloud.send("MOVE", "c/a/?delimiter=/", ["Destination": "/c/b"]).status == 201)
        #expect(try await names(cloud) == ["b", "b/x", "b/y/z", "k/", "k/x", "k/y/z"])
        #expect(try await cloud.send("GET", "c/b").text == "a/")
    }

    /// Else what is granted on an object would be taken for a grant on a container.
    @Test func anAccountInAHeaderIsOneName() async throws {
        let cloud = try await PithosCloud()
        let bob = PithosCloud.bob
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/x", "shared", ["X-Object-Sharing": "write=\(bob)"])
        try await cloud.put("c/x/secret", "secret")
        _ = try await cloud.send("PUT", "/pithos/object-store/v1/\(bob)/mine", user: bob)
        let mine = "/pithos/object-store/v1/\(bob)/mine/o"
        _ = try await cloud.send("PUT", mine, ["Content-Type": "text/plain"], body: "", user: bob)
        let account = "\(PithosCloud.alice)/c"
        let from = ["X-Copy-From": "/x/secret", "X-Source-Account": account]
        #expect(try await cloud.send("PUT", mine, from, user: bob).status == 400)
        let to = ["Destination": "/x/new", "Destination-Account": account]
        #expect(try await cloud.send("COPY", mine, to, user: bob).status == 400)
        let splice = [
            "X-Source-Object": "/x/secret", "X-Source-Account": account, "Content-Range": "bytes 0-/*",
            "Content-Type": "application/octet-stream",
        ]
        #expect(try await cloud.send("POST", mine, splice, user: bob).status == 400)
        #expect(try await cloud.send("GET", mine, user: bob).text == "")
        // Empty is the caller, and Swift's name of an account is one too.
        let own = ["X-Copy-From": "/mine/o", "X-Source-Account": ""]
        #expect(try await cloud.send("PUT", mine + "2", own, user: bob).status == 201)
        let swift = ["X-Copy-From": "/c/x", "X-Source-Account": "AUTH_\(PithosCloud.alice)"]
        #expect(try await cloud.send("PUT", mine + "3", swift, user: bob).status == 201)
        #expect(try await cloud.send("GET", mine + "3", user: bob).text == "shared")
    }
}
