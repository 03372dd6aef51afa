import Astakos
import AstakosClient
import Vocabulary

/// The body of `POST commissions`. Source: identity.md 2.14; the complaints are what clients of 0.14 were told.
struct CommissionBody {
    var provisions: [Provision]
    var name: String
    var force: Bool
    var autoAccept: Bool

    static let complaint = "POST data should be in json format."

    /// - Throws: badRequest; itemNotFound for a provision whose source is null, which no holding has.
    init(_ body: JSONValue) throws {
        let members = try body.members("The request body")
        guard let list = members["provisions"] else { throw Fault(.badRequest, "Provisions are missing.") }
        guard case .array(let list) = list else { throw Fault(.badRequest, "Provisions should be a list.") }
        name = try Self.name(members["name"])
        force = try Self.option("force", members["force"])
        autoAccept = try Self.option("auto_accept", members["auto_accept"])
        provisions = try list.map(Self.provision)
    }

    private static func name(_ value: JSONValue?) throws -> String {
        guard let value else { return "" }
        guard case .string(let name) = value else { throw Fault(.badRequest, "Commission name should be a string.") }
        return name
    }

    private static func option(_ name: String, _ value: JSONValue?) throws -> Bool {
        guard let value else { return false }
        guard case .bool(let flag) = value else {
            throw Fault(.badRequest, "\"\(name)\" option should be a boolean.")
        }
        return flag
    }

    private static func provision(_ value: JSONValue) throws -> Provision {
        guard case .object(let members) = value, case .string(let holder)? = members["holder"],
            case .string(let resource)? = members["resource"], let quantity = quantity(members["quantity"]),
            let source = members["source"], source.isNull || source.stringValue != nil
        else { throw Fault(.badRequest, "Malformed provision \(PythonText.of(value))") }
        guard let source = source.stringValue else {
            throw QuotaRefusal.noSource(holder: UserID(holder), resource: resource, quantity: quantity).fault
        }
        return Provision(holder: UserID(holder), source: ProjectID(source), resource: resource, quantity: quantity)
    }

    /// A whole number; `true` counts as 1, as it did for the original.
    private static func quantity(_ value: JSONValue?) -> Int64? {
        switch value {
        case .int(let number): number
        case .bool(let flag): flag ? 1 : 0
        default: nil
        }
    }
}
