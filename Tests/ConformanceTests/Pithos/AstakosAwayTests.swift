import Astakos
import Foundation
import HTTPTypes
import PithosBackend
import SQLAccess
import TestHTTP
import Testing
import Vocabulary

/// The object store while Astakos dies: a clear 503, and nothing half done.
struct AstakosAwayTests {
    /// The object store with a container in it, as the user of an Astakos.
    private struct Subject {
        let astakos: UnreliableAstakos
        let cloud: PithosCloud

        func send(
            _ method: String, _ path: String, _ headers: [String: String] = [:], body: String = ""
        ) async throws -> TestReply {
            let path = "/pithos/object-store/v1/\(astakos.user.uuid)/\(path)"
            return try await cloud.send(method, path, headers, body: body, user: astakos.token)
        }

        func put(_ name: String, _ body: String) async throws -> TestReply {
            try await send("PUT", "c/\(name)", ["Content-Type": "text/plain"], body: body)
        }

        /// Serials whose change is committed and that wait to be accepted.
        func remembered() async throws -> Int {
            try await cloud.database.read { try $0.value("SELECT COUNT(*) FROM qh_serials") } ?? -1
        }

        /// As the task does it, in a process that is the only one at work.
        func reconcile() async throws -> CommissionReconciler.Report {
            var reconciler = cloud.services.commissionReconciler
            reconciler.soleWriterSince = Timestamp(microseconds: Timestamp.now().microseconds + 60_000_000)
            return try await reconciler.pass()
        }

        func expect503(_ reply: TestReply, _ comment: Comment) throws {
            #expect(reply.status == 503, comment)
            let message = try reply.json.objectValue?.first?.value["message"]?.stringValue
            #expect(message?.contains("identity service") == true, comment)
        }
    }

    private static func run(_ body: @escaping @Sendable (Subject) async throws -> Void) async throws {
        let astakos = try await UnreliableAstakos()
        try await astakos.with { cloud in
            let subject = Subject(astakos: astakos, cloud: cloud)
            #expect(try await subject.send("PUT", "c").status == 201)
            try await body(subject)
        }
    }

    @Test func whoCannotBeRecognisedIsToldToTryAgain() async throws {
        try await Self.run { subject in
            subject.astakos.set(UnreliableAstakos.Call.allCases, .dead)
            for (method, path) in [("GET", "c"), ("HEAD", "c"), ("PUT", "c/o"), ("DELETE", "c"), ("POST", "c")] {
                let reply = try await subject.send(method, path, ["Content-Type": "text/plain"])
                if method == "HEAD" {
                    #expect(reply.status == 503)
                } else {
                    try subject.expect503(reply, "\(method) \(path)")
                }
            }
            subject.astakos.set(UnreliableAstakos.Call.allCases, .alive)
            #expect(try await subject.send("GET", "c").status == 204)
        }
    }

    /// Every kind of change that needs quota, with Astakos gone once the caller is known.
    @Test func changesThatNeedQuotaAreNotHalfDone() async throws {
        try await Self.run { subject in
            _ = try await subject.put("o", "content")
            let remembered = try await subject.remembered()
            subject.astakos.set([.issue, .resolve], .dead)
            let data = ["Content-Type": "application/octet-stream", "Content-Range": "bytes */*"]
            try subject.expect503(try await subject.put("new", "x"), "upload")
            try subject.expect503(try await subject.put("o", "longer content"), "overwrite")
            try subject.expect503(try await subject.send("POST", "c/o?update", data, body: "tail"), "append")
            try subject.expect503(try await subject.send("COPY", "c/o", ["Destination": "/c/p"]), "copy")
            try subject.expect503(try await subject.send("DELETE", "c/o"), "deletion")
            try subject.expect503(try await subject.send("DELETE", "c?delimiter=/"), "emptying")
            #expect(try await subject.send("GET", "c").text == "o\n")
            #expect(try await subject.send("GET", "c/o").text == "content")
            #expect(try await subject.send("GET", "c/o?version=list").json["versions"]?.arrayValue?.count == 1)
            #expect(try await subject.remembered() == remembered)
            let staging = try #require(subject.cloud.directory) + "/.staging"
            #expect(try FileManager.default.contentsOfDirectory(atPath: staging) == [])
            // What takes nothing needs nobody.
            #expect(try await subject.put("o", "CONTENT").status == 201)
            #expect(try await subject.send("MOVE", "c/o", ["Destination": "/c/moved"]).status == 201)
            #expect(try await subject.send("POST", "c/moved?update", ["X-Object-Meta-A": "b"]).status == 202)
            subject.astakos.set([.issue, .resolve], .alive)
            #expect(try await subject.put("new", "x").status == 201)
            #expect(try await subject.astakos.usage() == (8, 0))
        }
    }

    /// Issued, but nobody here knows: nothing is changed, and the commission is given back later.
    @Test func aCommissionWhoseAnswerWasLostIsRejected() async throws {
        try await Self.run { subject in
            subject.astakos.set([.issue], .deadBeforeAnswering)
            try subject.expect503(try await subject.put("o", "content"), "upload")
            #expect(try await subject.send("GET", "c/o").status == 404)
            #expect(try await subject.astakos.usage() == (7, 1))
            subject.astakos.set([.issue], .alive)
            #expect(try await subject.reconcile().rejected.count == 1)
            #expect(try await subject.astakos.usage() == (0, 0))
        }
    }

    /// Committed here, not yet there: the upload is answered, and accepted when Astakos is back.
    @Test(arguments: [UnreliableAstakos.Health.dead, .deadBeforeAnswering])
    func whatCouldNotBeAcceptedIsAcceptedLater(health: UnreliableAstakos.Health) async throws {
        try await Self.run { subject in
            subject.astakos.set([.resolve], health)
            #expect(try await subject.put("o", "content").status == 201)
            #expect(try await subject.send("GET", "c/o").text == "content")
            #expect(try await subject.remembered() == 1)
            if case .dead = health {
                await #expect(throws: Fault.self) { try await subject.reconcile() }
            }
            subject.astakos.set([.resolve], .alive)
            let report = try await subject.reconcile()
            #expect(report.accepted.count + report.forgotten.count == 1)
            #expect(report.rejected == [])
            #expect(try await subject.remembered() == 0)
            #expect(try await subject.astakos.usage() == (7, 0))
        }
    }

    /// Refused for another reason after it was issued, and Astakos cannot be told.
    @Test func whatCouldNotBeRejectedIsRejectedLater() async throws {
        try await Self.run { subject in
            _ = try await subject.send("POST", "c?update", ["X-Container-Policy-Quota": "3"])
            subject.astakos.set([.resolve], .dead)
            #expect(try await subject.put("o", "content").status == 413)
            #expect(try await subject.astakos.usage() == (7, 1))
            subject.astakos.set([.resolve], .alive)
            #expect(try await subject.reconcile().rejected.count == 1)
            #expect(try await subject.astakos.usage() == (0, 0))
        }
    }

    @Test func whatAstakosAloneKnowsIsUnavailableAndTheRestIsNot() async throws {
        try await Self.run { subject in
            _ = try await subject.put("o", "content")
            subject.astakos.set([.quotas, .catalog], .dead)
            #expect(try await subject.send("HEAD", "").status == 503)
            try subject.expect503(
                try await subject.send("POST", "?update", ["X-Account-Group-G": subject.astakos.user.uuid.rawValue]),
                "group")
            #expect(try await subject.send("GET", "c").text == "o\n")
            #expect(try await subject.send("GET", "c/o").text == "content")
            subject.astakos.set([.quotas, .catalog], .alive)
            let head = try await subject.send("HEAD", "")
            #expect(head.status == 204)
            #expect(head.headers.contains { $0.name.canonicalName == "x-account-group-g" } == false)
        }
    }
}
