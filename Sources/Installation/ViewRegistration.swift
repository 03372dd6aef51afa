import Astakos
import Settings
import Vocabulary

/// Makes Astakos know views as an OAuth client of the cloud's own, and the catalog where consent is asked for. Runs at every
/// start; what operators added to the client stays.
///
/// Once content has no host of its own any more, client and catalog entry stay: OAuth's endpoints answer in any case, other
/// clients may use them by now, and codes for the old host are of no use to who has not the client's secret.
struct ViewRegistration {
    let astakos: AstakosServices
    let settings: InstalledSettings

    /// - Throws: `SettingsError`; badRequest for credentials that no client can have.
    func run() async throws {
        let baseURL = settings.installation.astakosBaseURL
        let definition = StandardServices.authorization(baseURL: baseURL)
        guard let domain = try settings.contentDomain else {
            // Its address is kept right.
            if try await astakos.registry.list().contains(where: { $0.name == definition.name }) {
                _ = try await astakos.registry.register([definition])
            }
            return
        }
        _ = try await astakos.registry.register([definition])
        try await astakos.oauthClients.ensure(
            settings.pithos.viewClient, secret: settings.pithos.viewClientSecret?.exposed,
            url: domain.origin.url + viewPath)
    }

    /// Below which views are.
    private var viewPath: String {
        let url = settings.installation.pithosBaseURL
        var path = url.dropFirst(WebOrigin(url: url).url.count)
        while path.last == "/" { path.removeLast() }
        return path + "/ui/view"
    }
}
