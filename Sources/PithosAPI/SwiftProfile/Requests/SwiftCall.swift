import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// One request of an OpenStack Swift client.
struct SwiftCall: Sendable {
    let request: Request
    let context: APIContext
    let headers: SwiftHeaders
    let account: SwiftAccount
    /// Who is logged in; the account's owner where the request is signed with a key of the owner's.
    let user: UserID?
    /// What the signature allows.
    var grant: TempURLGrant?

    var query: QueryParameters { context.query }
    var method: HTTPRequest.Method { request.method }

    /// The body comes in chunks of unknown total.
    var isChunked: Bool { headers["transfer-encoding"] == "chunked" }

    /// - Throws: unauthorized for whoever is not logged in.
    var requiredUser: UserID {
        get throws {
            guard let user else { throw Self.unauthorized }
            return user
        }
    }

    /// The owner of the account in the path, who must be calling.
    ///
    /// - Throws: unauthorized, forbidden.
    var requiredOwner: UserID {
        get throws {
            let user = try requiredUser
            guard user == account.owner else { throw Self.forbidden }
            return user
        }
    }

    /// - Throws: unauthorized or forbidden for an account that nobody can have.
    var owner: UserID {
        get throws {
            guard let owner = account.owner else { throw user == nil ? Self.unauthorized : Self.forbidden }
            return owner
        }
    }

    var showsOwned: Bool { user != nil && user == account.owner && grant == nil }

    /// A signed address is for one object: it must not become a way to others.
    ///
    /// - Throws: badRequest.
    func checkGrant() throws {
        guard let grant else { return }
        guard !query.contains("bulk-delete") else {
            throw Fault(.badRequest, "A bulk deletion is not allowed in this tempurl")
        }
        // The segments may lie anywhere in the account; a container's key reaches no further than the container.
        guard method != .delete || query["multipart-manifest"] == nil || grant.container == nil else {
            throw Fault(.badRequest, "A manifest is not allowed in this tempurl")
        }
        guard method == .put || method == .post else { return }
        for name in ["x-object-manifest", "x-copy-from"] where headers[name] != nil {
            throw Fault(.badRequest, "The header \(name) is not allowed in this tempurl")
        }
        guard query["multipart-manifest"] == nil else {
            throw Fault(.badRequest, "A manifest is not allowed in this tempurl")
        }
    }

    /// Text from the query that is compared with names.
    ///
    /// - Throws: preconditionFailed for a NUL.
    func text(_ name: String) throws -> String? {
        guard let text = query[name], !text.isEmpty else { return nil }
        guard !text.utf8.contains(0) else { throw Fault(.preconditionFailed, "\(name) holds a NUL.") }
        return text
    }

    static let unauthorized = Fault(
        .unauthorized, "This server could not verify that you are authorized to access the document you requested.")
    static let forbidden = Fault(.forbidden, "Access was denied to this resource.")
}
