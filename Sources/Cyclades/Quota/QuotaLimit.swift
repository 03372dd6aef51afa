import Vocabulary

/// How a refusal of the quota holder reads in the compute API (compute.md 5.3).
enum QuotaLimit {
    private static let displayNames = [
        "cyclades.vm": "Virtual Machine", "cyclades.cpu": "CPU", "cyclades.ram": "RAM", "cyclades.disk": "Disk",
        "cyclades.network.private": "Private Network",
    ]

    /// Names the resource and tells how much of it was left; any other fault stays as it is.
    static func explain(_ error: any Error) -> any Error {
        guard let fault = error as? Fault, fault.kind == .overLimit else { return error }
        guard let data = fault.data.flatMap({ try? JSONValue(parsing: $0) }), let provision = data["provision"],
            let resource = provision["resource"]?.stringValue, let requested = provision["quantity"]?.intValue,
            let limit = data["limit"]?.intValue, let usage = data["usage"]?.intValue
        else { return Fault(.overLimit, "Resource Limit Exceeded for your account.", cause: fault) }
        return Fault(
            .overLimit, "Resource Limit Exceeded for your account.",
            details: """
                Limit for resource '\(displayNames[resource] ?? resource)' exceeded for your account. \
                Available: \(max(0, limit - usage)), Requested: \(requested)
                """,
            cause: fault)
    }
}
