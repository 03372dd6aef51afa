/// Which users a list holds; every condition that is not nil must hold.
public struct UserFilter: Sendable {
    public var isActive: Bool?
    public var emailVerified: Bool?
    public var isModerated: Bool?
    /// Name of a group they belong to.
    public var group: String?

    public init(
        isActive: Bool? = nil, emailVerified: Bool? = nil, isModerated: Bool? = nil, group: String? = nil
    ) {
        self.isActive = isActive
        self.emailVerified = emailVerified
        self.isModerated = isModerated
        self.group = group
    }

    /// Verified, but nobody has decided yet.
    public static let pendingModeration = UserFilter(emailVerified: true, isModerated: false)
    public static let pendingVerification = UserFilter(emailVerified: false)
}
