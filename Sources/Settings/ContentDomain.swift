public import Vocabulary

/// The host that users' content has to itself: `PITHOS_UNSAFE_DOMAIN`, beside the settings that it has to agree with.
/// Source: object-storage.md 8.3.
public struct ContentDomain: Sendable, Hashable {
    /// With the scheme of `PITHOS_BASE_URL`.
    public let origin: WebOrigin
    /// Where users are logged in: `ASTAKOS_BASE_URL`.
    public let home: WebOrigin

    /// Nil where there is none, and content is shown beside the pages.
    ///
    /// - Throws: `SettingsError` for a host that cookies of the pages are sent to.
    public init?(
        _ installation: InstallationSettings, _ astakos: AstakosSettings, _ pithos: PithosSettings
    ) throws {
        guard !pithos.unsafeDomain.isEmpty else { return nil }
        origin = WebOrigin(
            scheme: WebOrigin(url: installation.pithosBaseURL).scheme, authority: pithos.unsafeDomain)
        home = WebOrigin(url: installation.astakosBaseURL)
        for (name, url) in [
            ("ASTAKOS_BASE_URL", installation.astakosBaseURL), ("PITHOS_BASE_URL", installation.pithosBaseURL),
            ("CYCLADES_BASE_URL", installation.cycladesBaseURL),
        ] where WebOrigin(url: url).host == origin.host {
            throw SettingsError(
                """
                PITHOS_UNSAFE_DOMAIN should be another host than that of \(name), and is \(origin.host) too; cookies do \
                not tell ports apart.
                """)
        }
        let domain = astakos.cookieDomain.drop { $0 == "." }.lowercased()
        guard domain.isEmpty || (origin.host != domain && !origin.host.hasSuffix("." + domain)) else {
            throw SettingsError(
                """
                PITHOS_UNSAFE_DOMAIN should not lie in ASTAKOS_COOKIE_DOMAIN, whose cookies would be sent to it; it is \
                \(origin.host), in \(domain).
                """)
        }
    }
}
