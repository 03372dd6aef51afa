import HTTPClient
import HTTPTypes
public import Vocabulary

/// A pending commission whose answer got lost may be issued again by a retry; the one nobody knows of stays pending and is
/// found by the component's reconciler (identity.md 2.14). One that is accepted with its issue is sent once: it would count
/// twice, and nobody could tell.
extension HTTPAstakosClient: QuotaHolder {
    private static let commissions = "/account/v1.0/commissions"

    public func issue(
        _ provisions: [Provision], name: String, force: Bool, autoAccept: Bool
    ) async throws
        -> CommissionSerial
    {
        let body: JSONValue = [
            "provisions": .array(provisions.map(\.json)), "name": .string(name), "force": .bool(force),
            "auto_accept": .bool(autoAccept),
        ]
        let answer = try await sendJSON(.post, Self.commissions, body: body, isRepeatable: !autoAccept)
        return try Self.decoded(Self.commissions) { CommissionSerial(try answer.int("serial")) }
    }

    public func resolve(accept: [CommissionSerial], reject: [CommissionSerial]) async throws -> Resolution {
        let path = Self.commissions + "/action"
        let body: JSONValue = [
            "accept": .array(accept.map { .int($0.rawValue) }), "reject": .array(reject.map { .int($0.rawValue) }),
        ]
        let answer = try await sendJSON(.post, path, body: body)
        return try Self.decoded(path) { try Resolution(answer) }
    }

    public func pending() async throws -> [CommissionSerial] {
        let answer = try await sendJSON(.get, Self.commissions)
        return try Self.decoded(Self.commissions) {
            try answer.elements("The list").map { CommissionSerial(try $0.asInt("A serial")) }
        }
    }

    public func info(_ serial: CommissionSerial) async throws -> CommissionInfo? {
        let path = "\(Self.commissions)/\(serial)"
        let reply = try await send(.get, path)
        if reply.status == 404 { return nil }
        guard reply.status == 200 else { throw Fault(reply) }
        return try Self.decoded(path) { try CommissionInfo(try JSONValue(parsing: reply.body)) }
    }

    public func quotas(of user: UserID?) async throws -> [UserID: Quotas] {
        let query = user.map { "?user=" + PercentEncoding.encode($0.rawValue) } ?? ""
        let path = "/account/v1.0/service_quotas" + query
        let reply = try await send(.get, path)
        // One user without holdings is not found; that is no failure to whoever asks what the user holds.
        if user != nil, reply.status == 404 { return [:] }
        guard reply.status == 200 else { throw Fault(reply) }
        return try Self.decoded(path) {
            var quotas: [UserID: Quotas] = [:]
            for (holder, sources) in try JSONValue(parsing: reply.body).members() {
                quotas[UserID(holder)] = try Self.quotas(sources)
            }
            return quotas
        }
    }

    private static func quotas(_ sources: JSONValue) throws -> Quotas {
        var quotas: Quotas = [:]
        for (source, resources) in try sources.members("A holder's quotas") {
            quotas[ProjectID(source)] = try resources.members("A source's quotas").mapValues {
                QuotaUsage(limit: try $0.int("limit"), usage: try $0.int("usage"), pending: try $0.int("pending"))
            }
        }
        return quotas
    }
}

extension Provision {
    fileprivate var json: JSONValue {
        [
            "holder": .string(holder.rawValue), "source": .string(source.rawValue), "resource": .string(resource),
            "quantity": .int(quantity),
        ]
    }

    fileprivate init(_ json: JSONValue) throws {
        self.init(
            holder: UserID(try json.string("holder")), source: ProjectID(try json.string("source")),
            resource: try json.string("resource"), quantity: try json.int("quantity"))
    }
}

extension CommissionInfo {
    fileprivate init(_ json: JSONValue) throws {
        guard let issued = Timestamp(iso8601: try json.string("issue_time")) else {
            throw Fault(.badRequest, "issue_time is no date.")
        }
        self.init(
            serial: CommissionSerial(try json.int("serial")), name: try json.string("name"), issued: issued,
            provisions: try json.array("provisions").map(Provision.init))
    }
}

extension Resolution {
    /// `failed` holds pairs of a serial and a fault: unknown ones are not found, conflicting ones bad requests.
    fileprivate init(_ json: JSONValue) throws {
        func serials(_ name: String) throws -> [CommissionSerial] {
            try json.array(name).map { CommissionSerial(try $0.asInt(name)) }
        }
        self.init(accepted: try serials("accepted"), rejected: try serials("rejected"))
        for failure in try json.array("failed") {
            let pair = try failure.elements("failed")
            guard pair.count == 2 else { throw Fault(.badRequest, "failed holds something that is no pair.") }
            let serial = CommissionSerial(try pair[0].asInt("failed"))
            if pair[1]["itemNotFound"] != nil { unknown.append(serial) } else { conflicting.append(serial) }
        }
    }
}
