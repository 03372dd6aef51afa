public import APISupport

/// What views need to know of the pages beside them.
public struct ViewSettings: Sendable {
    /// The cookie that holds uuid and token of who is logged in: `ASTAKOS_COOKIE_NAME`.
    public var cookieName: String
    /// The page to log in at; it takes where to go afterwards as `next`.
    public var loginURL: String
    /// Shows faults to people.
    public var faults: FaultFormat
    /// How users show who they are on a host where they are not logged in; nil where views are beside the pages.
    public var authorization: ViewAuthorization?

    public init(
        cookieName: String, loginURL: String, faults: FaultFormat, authorization: ViewAuthorization? = nil
    ) {
        self.cookieName = cookieName
        self.loginURL = loginURL
        self.faults = faults
        self.authorization = authorization
    }
}
