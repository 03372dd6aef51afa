import AstakosClient
public import Logging
public import SQLAccess
public import Settings
public import Vocabulary

/// All that Astakos does, over one database.
public struct AstakosServices: Sendable {
    public let users: UserService
    public let tokens: TokenService
    public let logins: LoginService
    public let authentication: AuthenticationService
    public let scopedTokens: ScopedTokenService
    public let applicationCredentials: ApplicationCredentialService
    public let sessions: SessionService
    public let groups: GroupService
    public let terms: TermsService
    public let catalog: UserCatalogService
    public let components: ComponentService
    public let registry: ServiceRegistry
    public let resources: ResourceService
    public let quota: QuotaService
    public let limits: LimitService
    public let oauthClients: OAuthClientService
    public let oauthGrants: OAuthGrantService
    public let keyring: Keyring

    /// - Parameters:
    ///   - database: migrated with `AstakosMigrations.all`.
    ///   - secretKey: `SECRET_KEY`: the same for as long as the database lives.
    ///   - now: the clock.
    public init(
        database: any Database, settings: AstakosSettings, secretKey: Secret,
        logger: Logger = Logger(label: "astakos"), now: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.init(
            database: database, settings: settings, secretKey: secretKey, passwordCost: .standard, logger: logger,
            now: now)
    }

    /// - Parameter passwordCost: what hashing a password costs; tests hash cheaply.
    package init(
        database: any Database, settings: AstakosSettings, secretKey: Secret, passwordCost: ScryptCost,
        logger: Logger = Logger(label: "astakos"), now: @escaping @Sendable () -> Timestamp
    ) {
        let keyring = Keyring(secretKey: secretKey.exposed)
        let hasher = PasswordHasher(cost: passwordCost)
        let rules = UserRules(
            isModerated: settings.isModerated, acceptedEmailPatterns: settings.acceptedEmailPatterns,
            newPasswordRenewsToken: settings.newPasswordRenewsToken,
            defaultLevel: settings.defaultUserLevel)
        self.keyring = keyring
        tokens = TokenService(
            database: database, keyring: keyring, lifetime: .seconds(3600 * settings.tokenHours), now: now)
        users = UserService(
            database: database, keyring: keyring, hasher: hasher, tokens: tokens, rules: rules, now: now)
        sessions = SessionService(database: database, keyring: keyring, now: now)
        logins = LoginService(
            database: database, hasher: hasher, tokens: tokens, sessions: sessions,
            throttle: LoginThrottle(triesPerMinute: settings.loginTriesPerMinute), now: now)
        scopedTokens = ScopedTokenService(database: database, keyring: keyring, tokens: tokens, now: now)
        authentication = AuthenticationService(
            database: database, keyring: keyring, tokens: tokens, users: users, logins: logins,
            scopedTokens: scopedTokens, now: now)
        applicationCredentials = ApplicationCredentialService(database: database, keyring: keyring, now: now)
        groups = GroupService(database: database)
        terms = TermsService(database: database, now: now)
        catalog = UserCatalogService(database: database)
        components = ComponentService(database: database, keyring: keyring, now: now)
        registry = ServiceRegistry(database: database)
        resources = ResourceService(database: database)
        oauthClients = OAuthClientService(database: database, keyring: keyring, now: now)
        oauthGrants = OAuthGrantService(
            database: database, keyring: keyring, tokenLifetime: .seconds(settings.accessTokenSeconds), now: now)
        let books = QuotaBooks(database: database, now: now, logger: logger)
        quota = QuotaService(books: books)
        limits = LimitService(books: books)
    }

    /// The quota holder for one component of this process.
    public func quotaHolder(for component: String) -> ComponentQuota {
        ComponentQuota(quota, component: component)
    }
}
