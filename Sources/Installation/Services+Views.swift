import Astakos
import PithosAPI
import Settings

extension Services {
    /// How users show who they are where content has a host of its own.
    func viewAuthorization(on domain: ContentDomain) -> ViewAuthorization {
        var base = settings.installation.astakosBaseURL[...]
        while base.last == "/" { base.removeLast() }
        return ViewAuthorization(
            origin: domain.origin, client: settings.pithos.viewClient, authorizationURL: base + "/oauth2/auth",
            authorizer: OAuthViewAuthorizer(astakos.oauthGrants, client: settings.pithos.viewClient))
    }
}
