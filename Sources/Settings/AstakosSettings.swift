import Vocabulary

/// What an operator decides about users and quota. Source: identity.md 5.1, 5.2.
public struct AstakosSettings: SettingsGroup {
    public static let title = "Astakos"

    public var tokenHours = 720
    public var cookieName = "_pithos2_a"
    public var cookieDomain = ""
    public var cookieIsSecure = false
    public var newPasswordRenewsToken = true
    public var regionName = "RegionOne"
    public var isModerated = true
    public var acceptedEmailPatterns: [String] = []
    public var defaultUserLevel = 4
    public var loginTriesPerMinute = 3
    public var loginSuccessURL = ""
    public var logoutNextURL = ""
    public var redirectSchemes = ["pithos", "pithosdev"]
    public var accessTokenSeconds = 20
    public var componentsMeta: [String: String] = [:]
    public var helpdesk: [String] = []
    public var serverEmail = "synnefo@localhost"
    public var mailDirectory = ""

    public static let declarations: [SettingDeclaration<Self>] = [
        .init("ASTAKOS_AUTH_TOKEN_DURATION", \.tokenHours, unit: "hours", "How long a new token is good."),
        .init("ASTAKOS_COOKIE_NAME", \.cookieName, "Cookie that tells the pages of all components who is logged in."),
        .init(
            "ASTAKOS_COOKIE_DOMAIN", \.cookieDomain,
            "Domain of that cookie, and where `next` of log-in pages may lead; empty for this host only."),
        .init(
            "ASTAKOS_COOKIE_SECURE", \.cookieIsSecure,
            "Whether browsers send the cookies over https only. Set it wherever the pages are served over https."),
        .init(
            "ASTAKOS_NEWPASSWD_INVALIDATE_TOKEN", \.newPasswordRenewsToken,
            "Whether a user who chooses a new password gets a new token, too."),
        .init(
            "ASTAKOS_REGION_NAME", \.regionName,
            "What the one region is called for OpenStack's clients, which have to name it alike."),
        .init("ASTAKOS_MODERATION_ENABLED", \.isModerated, "Whether an administrator accepts new users."),
        .init(
            "ASTAKOS_RE_USER_EMAIL_PATTERNS", \.acceptedEmailPatterns,
            "Regular expressions; users whose address begins with a match are accepted at once."),
        .init("ASTAKOS_DEFAULT_USER_LEVEL", \.defaultUserLevel, "Invitation level of new users."),
        .init(
            "ASTAKOS_RATELIMIT_RETRIES_ALLOWED", \.loginTriesPerMinute,
            "Wrong passwords a minute for one account before it has to wait; one address may have ten times as many."),
        .init(
            "ASTAKOS_LOGIN_SUCCESS_URL", \.loginSuccessURL,
            "Where a log-in without `next` leads; empty for the landing page."),
        .init("ASTAKOS_LOGOUT_NEXT", \.logoutNextURL, "Where a log-out leads; empty for the log-in page."),
        .init(
            "ASTAKOS_REDIRECT_ALLOWED_SCHEMES", \.redirectSchemes,
            "Schemes of the addresses that a token may be handed to after a web log-in."),
        .init(
            "OAUTH2_TOKEN_EXPIRES", \.accessTokenSeconds, unit: "seconds",
            "How long an access token is good that an OAuth client gets for a user's consent; 1 to 3600."),
        .init(
            "ASTAKOS_COMPONENTS_META", \.componentsMeta,
            "A component's name and, as JSON, what the cloud bar should show of it in place of the built-in data."),
        .init("HELPDESK", \.helpdesk, "Addresses that get what users write to us."),
        .init("SERVER_EMAIL", \.serverEmail, "Sender of mails."),
        .init("MAIL_SPOOL_DIR", \.mailDirectory, "Directory that mails are written to; empty for `mail` in DATA_DIR."),
    ]

    public init() {}

    public func validate() throws {
        guard (1...1_000_000).contains(tokenHours) else {
            throw SettingsError("ASTAKOS_AUTH_TOKEN_DURATION should be 1 to 1000000 hours, and is \(tokenHours).")
        }
        guard loginTriesPerMinute > 0 else {
            throw SettingsError(
                "ASTAKOS_RATELIMIT_RETRIES_ALLOWED should be at least 1, and is \(loginTriesPerMinute).")
        }
        guard (1...255).contains(regionName.utf8.count),
            regionName.utf8.allSatisfy({ isLetterOrDigit($0) || "-_.".utf8.contains($0) })
        else {
            throw SettingsError(
                "ASTAKOS_REGION_NAME should be letters, digits, dots, _ and -, and is '\(regionName)'.")
        }
        guard (1...3600).contains(accessTokenSeconds) else {
            throw SettingsError("OAUTH2_TOKEN_EXPIRES should be 1 to 3600 seconds, and is \(accessTokenSeconds).")
        }
        try validateCookie()
        for (component, text) in componentsMeta.sorted(by: { $0.key < $1.key }) {
            guard (try? JSONValue(parsing: text))?.objectValue != nil else {
                throw SettingsError(
                    "ASTAKOS_COMPONENTS_META should hold a JSON object for \(component), and holds '\(text)'.")
            }
        }
        for pattern in acceptedEmailPatterns {
            guard (try? Regex(pattern)) != nil else {
                throw SettingsError("ASTAKOS_RE_USER_EMAIL_PATTERNS has '\(pattern)', which is no regular expression.")
            }
        }
    }

    /// A cookie's name is a token (RFC 6265), and the other cookies' names are taken.
    private func validateCookie() throws {
        let isName = cookieName.utf8.allSatisfy { isLetterOrDigit($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
        guard isName, !cookieName.isEmpty, !["sessionid", "csrftoken"].contains(cookieName) else {
            throw SettingsError(
                """
                ASTAKOS_COOKIE_NAME should be letters, digits, _ and -, and neither sessionid nor csrftoken; it is \
                '\(cookieName)'.
                """)
        }
        guard cookieDomain.utf8.allSatisfy({ isLetterOrDigit($0) || "-.".utf8.contains($0) }) else {
            throw SettingsError(
                "ASTAKOS_COOKIE_DOMAIN should be a domain, as .example.org is, or empty, and is '\(cookieDomain)'.")
        }
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 32)
    }
}
