public import Vocabulary

/// Who sends a request, as Astakos told from the token (identity.md 2.2).
public struct Caller: Sendable, Hashable {
    public var uuid: UserID
    /// The e-mail address in lower case: the display name of the APIs.
    public var username: String
    public var email: String
    /// First name, space, last name.
    public var realName: String
    public var groups: [String]
    /// Projects whose quota the caller may use besides `system`.
    public var projects: [ProjectID]
    public var tokenExpires: Timestamp?

    public init(
        uuid: UserID, username: String, email: String, realName: String, groups: [String],
        projects: [ProjectID] = [], tokenExpires: Timestamp? = nil
    ) {
        self.uuid = uuid
        self.username = username
        self.email = email
        self.realName = realName
        self.groups = groups
        self.projects = projects
        self.tokenExpires = tokenExpires
    }
}
