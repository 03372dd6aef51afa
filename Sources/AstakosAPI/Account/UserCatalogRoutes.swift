import APISupport
import Astakos
import HummingbirdCore
import Vocabulary

/// `user_catalogs`: uuids and display names, for users and for components. Source: identity.md 2.3, 2.4.
struct UserCatalogRoutes: Sendable {
    let callers: AstakosCallers
    let catalog: UserCatalogService

    func add(to router: inout APIRouter) {
        router.post("v1.0/user_catalogs", endings: .slash, access: .open, forUser)
        router.post("v1.0/service/user_catalogs", endings: .slash, access: .open, forComponent)
    }

    /// 200 both catalogs; badRequest, unauthorized
    @Sendable func forUser(request: Request, context: APIContext) async throws -> Response {
        _ = try await callers.user(of: request, context)
        return try await answer(request, nullMeansAll: false)
    }

    /// 200 both catalogs; badRequest, unauthorized
    @Sendable func forComponent(request: Request, context: APIContext) async throws -> Response {
        _ = try await callers.component(of: request, context)
        return try await answer(request, nullMeansAll: true)
    }

    private func answer(_ request: Request, nullMeansAll: Bool) async throws -> Response {
        let body = try UserCatalogBody(
            try await request.json(orComplain: UserCatalogBody.complaint), nullMeansAll: nullMeansAll)
        return try await awayFromLoop(body.uuids.count + body.displayNames.count) {
            Self.view(try await usernames(body.uuids), try await users(body.displayNames))
        }
    }

    private func usernames(_ wanted: UserCatalogBody.Wanted) async throws -> [UserID: String] {
        switch wanted {
        case .all: try await catalog.allUsernames()
        case .these(let uuids): try await catalog.usernames(of: uuids.map(UserID.init(rawValue:)))
        }
    }

    private func users(_ wanted: UserCatalogBody.Wanted) async throws -> [String: UserID] {
        switch wanted {
        case .all: try await catalog.allUsers()
        case .these(let names): try await catalog.users(named: names)
        }
    }

    private static func view(_ usernames: [UserID: String], _ users: [String: UserID]) -> Response {
        .json {
            $0.object {
                $0.object("uuid_catalog") { json in
                    for (uuid, name) in usernames.sorted(by: { $0.key < $1.key }) {
                        json.field(named: uuid.rawValue, name)
                    }
                }
                $0.object("displayname_catalog") { json in
                    for (name, uuid) in users.sorted(by: { $0.key < $1.key }) { json.field(named: name, uuid) }
                }
            }
        }
    }
}

/// What is looked up.
struct UserCatalogBody {
    enum Wanted: Equatable {
        case all
        case these([String])

        /// How many at most; of all, as many as a large installation has.
        var count: Int {
            switch self {
            case .all: 1_000_000
            case .these(let names): names.count
            }
        }
    }

    var uuids: Wanted
    var displayNames: Wanted

    static let complaint = "Request body should be json formatted."

    /// - Parameter nullMeansAll: what an explicit null asks for; nothing otherwise. A missing list is empty.
    /// - Throws: badRequest naming the list.
    init(_ body: JSONValue, nullMeansAll: Bool) throws {
        let members = try body.members("The request body")
        func wanted(_ name: String) throws -> Wanted {
            guard let value = members[name] else { return .these([]) }
            if value.isNull { return nullMeansAll ? .all : .these([]) }
            return .these(try value.elements(name).map { try $0.asString("An element of \(name)") })
        }
        uuids = try wanted("uuids")
        displayNames = try wanted("displaynames")
    }
}
