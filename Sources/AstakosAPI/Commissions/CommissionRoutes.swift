import APISupport
import Astakos
import AstakosClient
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// `commissions`: components take and give back quota. Source: identity.md 2.13 to 2.17.
struct CommissionRoutes: Sendable {
    let callers: AstakosCallers
    let quota: QuotaService

    func add(to router: inout APIRouter) {
        router.get("v1.0/commissions", endings: .slash, access: .open, list)
        router.post("v1.0/commissions", endings: .slash, access: .open, issue)
        router.post("v1.0/commissions/action", endings: .slash, access: .open, resolveMany)
        router.get("v1.0/commissions/{serial:digits}", endings: .slash, access: .open, show)
        router.post("v1.0/commissions/{serial:digits}/action", endings: .slash, access: .open, resolve)
    }

    /// 200 `[57, 58]`, the pending ones; unauthorized
    @Sendable func list(request: Request, context: APIContext) async throws -> Response {
        let component = try await callers.component(of: request, context)
        return .json(try await quota.pending(of: component.name))
    }

    /// 201 `{"serial": 57}`; badRequest, unauthorized, itemNotFound, overLimit
    @Sendable func issue(request: Request, context: APIContext) async throws -> Response {
        let component = try await callers.component(of: request, context)
        let body = try CommissionBody(try await request.json(orComplain: CommissionBody.complaint))
        let serial = try await quota.issue(
            body.provisions, name: body.name, by: component.name, force: body.force, autoAccept: body.autoAccept)
        return .json(wrapped: "serial", serial, status: .created)
    }

    /// 200 the commission; unauthorized, 404 without a body
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let component = try await callers.component(of: request, context)
        guard let serial = serial(context), let info = try await quota.info(serial, of: component.name) else {
            return .empty(.notFound)
        }
        return .json {
            $0.object {
                $0.field("serial", info.serial)
                $0.field("name", info.name)
                $0.field("issue_time", info.issued)
                $0.array("provisions") { json in
                    for provision in info.provisions {
                        json.object {
                            $0.field("holder", provision.holder)
                            $0.field("source", provision.source)
                            $0.field("resource", provision.resource)
                            $0.field("quantity", provision.quantity)
                        }
                    }
                }
            }
        }
    }

    /// 200 without a body; badRequest, unauthorized, 404 without a body, conflict
    @Sendable func resolve(request: Request, context: APIContext) async throws -> Response {
        let component = try await callers.component(of: request, context)
        let members = try await request.json(orComplain: CommissionBody.complaint).members("The request body")
        let isAccepted = members["accept"] != nil
        guard isAccepted != (members["reject"] != nil) else {
            throw Fault(.badRequest, "Specify either accept or reject action.")
        }
        guard let serial = serial(context) else { return .empty(.notFound) }
        let resolution = try await quota.resolve(
            accept: isAccepted ? [serial] : [], reject: isAccepted ? [] : [serial], by: component.name)
        try resolution.check(serial)
        return .empty(resolution.unknown.isEmpty ? .ok : .notFound)
    }

    /// 200 what became of each; badRequest, unauthorized
    @Sendable func resolveMany(request: Request, context: APIContext) async throws -> Response {
        let component = try await callers.component(of: request, context)
        let body = try await request.json(orComplain: CommissionBody.complaint)
        let resolution = try await quota.resolve(
            accept: try Self.serials("accept", body), reject: try Self.serials("reject", body), by: component.name)
        return .json {
            $0.object {
                $0.field("accepted", resolution.accepted)
                $0.field("rejected", resolution.rejected)
                $0.array("failed") { json in
                    for serial in resolution.unknown {
                        json.failure(serial, .itemNotFound, "Serial \(serial) is not pending.")
                    }
                    for serial in resolution.conflicting {
                        json.failure(
                            serial, .badRequest,
                            "Serial \(serial) is both to be accepted and rejected, or changes a holding that is gone.")
                    }
                }
            }
        }
    }

    /// Nil for a number that is too large to be one.
    private func serial(_ context: APIContext) -> CommissionSerial? {
        context.parameters["serial"].flatMap(Int64.init).map(CommissionSerial.init(rawValue:))
    }

    private static func serials(_ name: String, _ body: JSONValue) throws -> [CommissionSerial] {
        let members = try body.members("The request body")
        guard let value = members[name] else { return [] }
        return try value.elements(name).map { CommissionSerial(try $0.asInt("An element of \(name)")) }
    }
}

extension JSONWriter {
    /// `[2, {"itemNotFound": {"code": 404, "message": "…"}}]`
    fileprivate mutating func failure(_ serial: CommissionSerial, _ kind: Fault.Kind, _ message: String) {
        array { json in
            json.value(serial)
            json.object {
                $0.object(named: kind.name) {
                    $0.field("code", kind.status)
                    $0.field("message", message)
                }
            }
        }
    }
}
