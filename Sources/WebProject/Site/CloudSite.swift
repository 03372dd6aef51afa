public import APISupport
import Astakos
public import AstakosAPI
import Branding
import HummingbirdCore
public import Settings
import Vocabulary

/// What people see in a browser: the files of the browser client, the page they are loaded from, signing in and out,
/// and the old addresses of pages.
public struct CloudSite: Sendable {
    let astakos: AstakosRoutes
    let shell: ShellService
    let assets: AssetService
    let signIn: SignInView
    let terms: TermsView
    let errors: ErrorView
    let settings: InstallationSettings

    /// Where Debian's noVNC lies.
    public static let noVNC = "/usr/share/novnc"

    /// - Parameters:
    ///   - webFolder: `web/` of this project.
    ///   - version: of this program, shown to people.
    /// - Throws: `Fault(.serviceUnavailable)` when the files of the pages are not there.
    public init(
        astakos: AstakosRoutes, webFolder: String, settings: InstallationSettings, web: WebSettings, version: String
    ) async throws {
        let brand = Brand(web)
        var templates = try await PageTemplates(folder: webFolder + "/templates")
        let catalog = AssetCatalog(
            folders: [("", webFolder), ("novnc/", Self.noVNC)], made: try BrandAssets.make(brand, templates))
        guard let index = catalog["index.html"] else {
            throw Fault(.serviceUnavailable, "There is no index.html in \(webFolder).")
        }
        templates.assetAddress = AssetService.address(of: catalog)
        let errors = ErrorView(templates: templates, brand: brand)
        self.astakos = astakos
        self.settings = settings
        self.errors = errors
        assets = AssetService(catalog: catalog)
        signIn = SignInView(templates: templates, brand: brand)
        terms = TermsView(templates: templates, brand: brand)
        shell = ShellService(
            shell: ShellPage.make(index, of: catalog), brand: brand, settings: settings, version: version,
            errors: errors
        ) { request in
            guard let holder = try await astakos.sessions.holder(of: request) else { return nil }
            let user = holder.user
            return PageUser(
                uuid: user.uuid, email: user.email, realName: user.realName, hasSignedTerms: holder.hasSignedTerms)
        }
    }

    /// The files of the pages: they know nobody, and faults are shown with them on every host.
    public var fileMounts: [Mount] { [Mount(AssetService.path, assets.service)] }

    /// The pages of each component; `fallback` answers all other paths.
    public var pageMounts: [Mount] {
        let old = OldPages(profile: profile("pages"))
        return [Mount(Self.uiPath(settings.astakosBaseURL), astakosPages)]
            + old.cyclades(ShellService.path(of: settings.cycladesBaseURL))
            + [old.start(Self.uiPath(settings.pithosBaseURL), leadsTo: "/ui/files")]
    }

    public var fallback: APIService { shell.service }

    /// Faults as pages, for what is shown beside them.
    public var faults: FaultFormat { errors.format }

    private static func uiPath(_ baseURL: String) -> String { ShellService.path(of: baseURL) + "/ui" }

    /// The original's addresses lead to the pages that took their place (identity.md 6).
    private static let successors = [
        "": "/ui", "landing": "/ui", "profile": "/ui/account", "api_access": "/ui/account", "resources": "/ui/usage",
    ]

    private var astakosPages: APIService {
        var router = APIRouter()
        astakos.addUIRoutes(to: &router, render: signIn.render, terms: terms.render)
        for (old, new) in Self.successors {
            router.get(old, endings: .slash, access: .open) { _, _ in .seeOther(new) }
        }
        return APIService(profile("astakos_ui"), router: router)
    }

    private func profile(_ name: String) -> ServiceProfile {
        ServiceProfile(
            name, faults: errors.format, wrongMethod: .notAllowed,
            unknownPath: Fault(.itemNotFound, "There is no page at this address."), hasStandardHeaders: false)
    }
}
