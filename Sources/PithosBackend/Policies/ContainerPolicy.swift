import Vocabulary

/// How a container counts and keeps what is in it.
///
/// - Source: object-storage.md 2.3, 4.3, 4.6.
public struct ContainerPolicy: Sendable, Hashable {
    /// Most bytes of current objects; 0 is no limit.
    public var quota: Int64
    /// Superseded versions stay until they are purged (`auto`), or go at once (`none`).
    public var keepsHistory: Bool

    public init(quota: Int64, keepsHistory: Bool) {
        self.quota = quota
        self.keepsHistory = keepsHistory
    }

    /// Keys and values as stored and shown.
    public var values: [String: String] {
        ["quota": String(quota), "versioning": keepsHistory ? "auto" : "none"]
    }

    /// This policy with the named keys changed; an empty value means the default.
    ///
    /// - Throws: badRequest for an unknown key or a value that key does not take.
    func changed(by values: [String: String], defaults: ContainerPolicy) throws -> ContainerPolicy {
        var policy = self
        for (key, value) in values {
            switch (key, value) {
            case ("quota", ""): policy.quota = defaults.quota
            case ("versioning", ""): policy.keepsHistory = defaults.keepsHistory
            case ("quota", let text):
                guard let quota = Int64(text), quota >= 0 else { throw Self.fault }
                policy.quota = quota
            case ("versioning", "auto"): policy.keepsHistory = true
            case ("versioning", "none"): policy.keepsHistory = false
            default: throw Self.fault
            }
        }
        return policy
    }

    private static let fault = Fault(.badRequest, "Invalid policy header")
}
