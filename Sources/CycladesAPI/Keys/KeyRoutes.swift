import APISupport
import Cyclades
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// The public keys users keep (compute.md 7.5). JSON only; refusals of the token are bare.
struct KeyRoutes: Sendable {
    let keys: KeyService

    func add(to router: inout APIRouter) {
        router.get("keys", list)
        router.post("keys", create)
        router.get("keys/{key_id:digits}", endings: .slash, show)
        router.put("keys/{key_id:digits}", endings: .slash, update)
        router.delete("keys/{key_id:digits}", endings: .slash, delete)
    }

    static let profile = ServiceProfile(
        "userdata", faults: FaultFormat(custom: bare), formats: { _, _ in .jsonOnly }, wrongMethod: .bare,
        unknownPath: Fault(.itemNotFound, ""))

    /// What is not there is answered with a page, and who may not ask without a body.
    @Sendable private static func bare(_ fault: Fault, _ context: APIContext) -> Response? {
        switch fault.kind {
        case .unauthorized, .relayed(status: 401):
            .empty(.unauthorized, headers: [.contentType: PlainNotFound.contentType])
        default: PlainNotFound.response(fault, context)
        }
    }

    /// 200 `[…]`
    @Sendable func list(request: Request, context: APIContext) async throws -> Response {
        let keys = try await keys.list(of: context.owner())
        return Self.answer(keys.map { KeyView($0, context) })
    }

    /// 200 the key; badRequest
    @Sendable func create(request: Request, context: APIContext) async throws -> Response {
        let body = try await Self.body(request)
        let key = try await keys.create(
            name: Self.text(body, "name") ?? "", content: Self.text(body, "content") ?? "", owner: context.owner())
        return Self.answer(KeyView(key, context))
    }

    /// 200 the key; 404
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let key = try await keys.find(context.parameters.id("key_id"), owner: context.owner())
        return Self.answer(KeyView(key, context))
    }

    /// 200 the key; badRequest, 404
    @Sendable func update(request: Request, context: APIContext) async throws -> Response {
        let body = try await Self.body(request)
        let key = try await keys.update(
            context.parameters.id("key_id"), name: Self.text(body, "name"), content: Self.text(body, "content"),
            owner: context.owner())
        return Self.answer(KeyView(key, context))
    }

    /// 200 `""`; 404
    @Sendable func delete(request: Request, context: APIContext) async throws -> Response {
        try await keys.delete(context.parameters.id("key_id"), owner: context.owner())
        return Self.answer("")
    }

    /// - Throws: badRequest.
    private static func body(_ request: Request) async throws -> JSONValue {
        guard request.mediaType == "application/json" else {
            throw Fault(.badRequest, "Content-Type should be application/json.")
        }
        let body = try await request.json(upTo: 1 << 18)
        _ = try body.members()
        return body
    }

    private static func text(_ body: JSONValue, _ name: String) throws -> String? {
        switch body[name] {
        case nil, .null: nil
        case .string(let text): text
        case .int(let number): "\(number)"
        case let other?: throw Fault(.badRequest, "\(name) should be a string, not \(other.kindName).")
        }
    }

    private static func answer(_ value: some JSONWritable) -> Response {
        .json(value, headers: [.contentType: "application/json"])
    }
}

struct KeyView: JSONWritable {
    let key: PublicKey
    let uri: String

    init(_ key: PublicKey, _ context: APIContext) {
        self.key = key
        uri = "\(context.basePath)/keys/\(key.id)"
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", key.id)
            json.field("name", key.name)
            json.field("content", key.content)
            json.field("fingerprint", key.fingerprint)
            json.field("uri", uri)
        }
    }
}
