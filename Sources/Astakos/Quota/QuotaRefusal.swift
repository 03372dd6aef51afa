public import AstakosClient
public import Vocabulary

/// Why a commission was not issued.
///
/// Source: identity.md 2.14; the texts are what clients of 0.14 were shown.
public enum QuotaRefusal: Error, Sendable, Hashable {
    /// More than the limit allows; `usage` is what was used before.
    case noCapacity(Provision, limit: Int64, usage: Int64)
    /// More given back than there is for sure.
    case noQuantity(Provision, usage: Int64)
    /// Nobody has such a holding: an unknown or not yet accepted user, source or resource.
    case noHolding(Provision)
    /// No source was named at all; there can be no such holding.
    case noSource(holder: UserID, resource: String, quantity: Int64)
}

extension QuotaRefusal {
    /// As the API shows it.
    public var fault: Fault {
        Fault(kind, message, data: data, cause: self)
    }

    private var kind: Fault.Kind {
        switch self {
        case .noCapacity, .noQuantity: .overLimit
        case .noHolding, .noSource: .itemNotFound
        }
    }

    private var message: String {
        switch self {
        case .noCapacity(let provision, _, _):
            "\(provision.holder) has not enough capacity of \(provision.resource)."
        case .noQuantity(let provision, _):
            "\(provision.holder) attempts to release more \(provision.resource) than it contains."
        case .noHolding(let provision):
            "There is no such holding ('\(provision.holder)', '\(provision.source)', '\(provision.resource)')"
        case .noSource(let holder, let resource, _):
            "There is no such holding ('\(holder)', None, '\(resource)')"
        }
    }

    /// The `data` of the fault.
    private var data: String {
        var writer = JSONWriter()
        writer.object { data in
            switch self {
            case .noCapacity(let provision, let limit, let usage):
                data.field("name", "NoCapacityError")
                data.field("limit", limit)
                data.field("usage", usage)
                data.object("provision") { Self.write(provision, to: &$0) }
            case .noQuantity(let provision, let usage):
                data.field("name", "NoQuantityError")
                data.field("limit", 0)
                data.field("usage", usage)
                data.object("provision") { Self.write(provision, to: &$0) }
            case .noHolding(let provision):
                data.field("name", "NoHoldingError")
                data.object("provision") { Self.write(provision, to: &$0) }
            case .noSource(let holder, let resource, let quantity):
                data.field("name", "NoHoldingError")
                data.object("provision") {
                    $0.field("holder", holder)
                    $0.field("source", JSONValue.null)
                    $0.field("resource", resource)
                    $0.field("quantity", quantity)
                }
            }
        }
        return writer.text
    }

    private static func write(_ provision: Provision, to writer: inout JSONWriter) {
        writer.field("holder", provision.holder)
        writer.field("source", provision.source)
        writer.field("resource", provision.resource)
        writer.field("quantity", provision.quantity)
    }
}
