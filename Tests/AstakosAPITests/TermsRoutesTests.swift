import Astakos
import FoundationEssentials
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

@testable import AstakosAPI

/// identity.md 3.7.
@Suite struct TermsRoutesTests {
    private static let page = "/astakos/ui/approval_terms"

    /// Recorded: "anonymous /approval_terms".
    @Test func withoutTermsThePageLeadsToTheIndex() async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.client.send(.get, Self.page)
        #expect(reply.status == 302)
        #expect(reply.headers[.location] == "http://localhost/astakos/ui/")
    }

    @Test func whoAgreesIsLetInAgain() async throws {
        let identity = try await TestIdentity()
        let session = try await identity.session()
        let file = try TermsText("<p>Be nice.</p>")
        defer { file.remove() }
        let terms = try await identity.services.terms.add(location: file.path)
        #expect(try await identity.get("authenticate", token: identity.token).status == 401)

        let login = try await identity.client.send(
            .get, "/astakos/ui/login?next=%2Fui%2Ffiles", headers: [.cookie: session])
        #expect(login.headers[.location] == "http://localhost\(Self.page)?next=%2Fui%2Ffiles")
        let shown = try await identity.client.send(.get, Self.page + "?next=%2Fui%2Ffiles", headers: [.cookie: session])
        #expect(shown.status == 200)
        #expect(shown.text == "pending \(terms.id) - <p>Be nice.</p>")

        let csrf = try #require(shown.cookies["csrftoken"])
        let cookies: HTTPFields = [.cookie: "\(session); csrftoken=\(csrf)"]
        let form = "csrfmiddlewaretoken=\(csrf)&next=%2Fui%2Ffiles&terms=\(terms.id)"
        let unticked = try await identity.form("approval_terms", form, headers: cookies)
        #expect(unticked.text.hasPrefix("pending \(terms.id) notAgreed"))
        #expect(try await identity.get("authenticate", token: identity.token).status == 401)

        let agreed = try await identity.form("approval_terms", form + "&has_signed_terms=on", headers: cookies)
        #expect(agreed.status == 302)
        #expect(agreed.headers[.location] == "http://localhost/ui/files")
        #expect(try await identity.get("authenticate", token: identity.token).status == 200)
        let after = try await identity.client.send(.get, Self.page, headers: [.cookie: session])
        #expect(after.text.hasPrefix("signed "))
    }

    @Test func newerTermsAreNotSignedUnread() async throws {
        let identity = try await TestIdentity()
        let session = try await identity.session()
        let (old, new) = (try TermsText("old"), try TermsText("new"))
        defer {
            old.remove()
            new.remove()
        }
        let first = try await identity.services.terms.add(location: old.path)
        let shown = try await identity.client.send(.get, Self.page, headers: [.cookie: session])
        let csrf = try #require(shown.cookies["csrftoken"])
        let second = try await identity.services.terms.add(location: new.path)
        let reply = try await identity.form(
            "approval_terms", "csrfmiddlewaretoken=\(csrf)&terms=\(first.id)&has_signed_terms=on",
            headers: [.cookie: "\(session); csrftoken=\(csrf)"])
        #expect(reply.status == 200)
        #expect(reply.text == "pending \(second.id) replaced new")
        #expect(try await identity.get("authenticate", token: identity.token).status == 401)
        let before = try await identity.client.send(.get, "\(Self.page)/\(first.id)", headers: [.cookie: session])
        #expect(before.text == "signed \(first.id) - old")
        #expect(try await identity.client.send(.get, Self.page + "/99").status == 404)
    }

    @Test func strangersReadAndCannotAgree() async throws {
        let identity = try await TestIdentity()
        let file = try TermsText("<p>Be nice.</p>")
        defer { file.remove() }
        let terms = try await identity.services.terms.add(location: file.path)
        let shown = try await identity.client.send(.get, Self.page)
        #expect(shown.text.hasPrefix("anonymous \(terms.id) "))
        let csrf = try #require(shown.cookies["csrftoken"])
        let reply = try await identity.form(
            "approval_terms", "csrfmiddlewaretoken=\(csrf)&terms=\(terms.id)&has_signed_terms=on",
            headers: [.cookie: "csrftoken=\(csrf)"])
        #expect(reply.headers[.location] == "http://localhost/astakos/ui/login?next=%2Fastakos%2Fui%2Fapproval_terms")
    }

    @Test func formsOfOtherSitesSignNothingAndNextLeadsNowhereElse() async throws {
        let identity = try await TestIdentity()
        let session = try await identity.session()
        let file = try TermsText("<p>Be nice.</p>")
        defer { file.remove() }
        let terms = try await identity.services.terms.add(location: file.path)
        let form = "terms=\(terms.id)&has_signed_terms=on&next=http%3A%2F%2Fevil.test%2F"
        #expect(try await identity.form("approval_terms", form, headers: [.cookie: session]).status == 403)
        #expect(try await identity.get("authenticate", token: identity.token).status == 401)
        let csrf = String(repeating: "A", count: 43)
        let own = try await identity.form(
            "approval_terms", form + "&csrfmiddlewaretoken=\(csrf)",
            headers: [.cookie: "\(session); csrftoken=\(csrf)"])
        #expect(own.headers[.location] == "http://localhost/astakos/ui/")
    }

    @Test func aFileThatIsGoneIsNoSecretOfTheServer() async throws {
        let identity = try await TestIdentity()
        _ = try await identity.services.terms.add(location: "/nowhere/terms.html")
        let reply = try await identity.client.send(.get, Self.page)
        #expect(reply.status == 503)
        #expect(!reply.text.contains("/nowhere"))
    }
}

extension TestIdentity {
    /// The cookie of a session that has just begun.
    fileprivate func session() async throws -> String {
        "sessionid=\(try await services.sessions.open(user).cookie)"
    }
}

/// A file with terms of use; `defer` takes it away.
private struct TermsText {
    let path = FileManager.default.temporaryDirectory.path + "/synnefo-terms-\(RandomToken.text()).html"

    init(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
