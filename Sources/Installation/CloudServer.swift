public import APISupport
import Astakos
import AstakosAPI
import Cyclades
import CycladesAPI
import Dispatcher
import HummingbirdCore
public import Logging
import NIOCore
import PithosAPI
import PithosBackend
public import ServiceLifecycle
import Settings
import VMBackends
import Vocabulary
import WebProject

/// The whole cloud in one process: APIs and pages over HTTP, the dispatcher, the backend and the tasks that repair.
public struct CloudServer: Sendable {
    /// Everything that is mounted, ready to answer.
    public let responder: CloudResponder
    public let http: HTTPServer
    private let services: Services
    private let logger: Logger

    /// - Parameter mounts: what is served besides.
    /// - Throws: `Fault(.serviceUnavailable)` when files of the pages are missing.
    public init(_ services: Services, files: SharedFiles, mounts: [Mount] = [], logger: Logger) async throws {
        self.services = services
        self.logger = logger
        let settings = services.settings
        let installation = settings.installation
        let astakos = try AstakosRoutes(
            services: services.astakos, settings: settings.astakos, baseURL: installation.astakosBaseURL,
            mailer: SpoolMailer(directory: settings.data.mail))
        let content = try settings.contentDomain
        let site = try await CloudSite(
            astakos: astakos, webFolder: files.web, settings: installation, web: settings.web,
            version: Version.current)
        let authentication = Authentication(services.astakos.tokens, isRelayed: true)
        let pithos = PithosRoutes(
            services: services.pithos, authentication: authentication, baseURL: installation.pithosBaseURL,
            views: ViewSettings(
                cookieName: settings.astakos.cookieName, loginURL: installation.astakosBaseURL + "/ui/login",
                faults: site.faults, authorization: content.map { services.viewAuthorization(on: $0) }))
        let swift = SwiftRoutes(
            services: services.pithos, authentication: Authentication(services.astakos.tokens),
            passwords: services.astakos.logins, baseURL: installation.swiftURL)
        let cyclades = CycladesRoutes(
            services: services.cyclades, authentication: authentication, baseURL: installation.cycladesBaseURL)
        let apart = SeparateHosts(content)
        responder = CloudResponder(
            mounts + site.fileMounts + apart.pages(site.pageMounts + astakos.browserMounts) + astakos.apiMounts
                + apart.content(pithos.contentMounts) + pithos.apiMounts + swift.mounts + cyclades.mounts,
            fallback: apart.page(site.fallback),
            metrics: ServerMetrics { [health = services.pithos.health] in health.metrics },
            trustsForwardedHeaders: installation.trustsForwardedHeaders, logger: logger)
        var configuration = HTTPServerConfiguration(
            address: .host(installation.listenHost, port: installation.listenPort))
        configuration.connectionsMax = installation.connectionsMax
        configuration.bodyMaxBytes = installation.requestBodyMaxBytes
        configuration.drainTimeout = .seconds(installation.drainSeconds)
        http = HTTPServer(configuration, responder: responder, webSocket: cyclades.console.accept, logger: logger)
    }

    /// What repairs itself in the background.
    public var tasks: [any Service] {
        scrub + [
            Dispatcher(services: services.cyclades, logger: logger),
            task("pithos commissions", every: .seconds(60)) {
                _ = try await services.pithos.commissionReconciler.pass()
                try await services.pithos.usageRecovery.pass()
            },
            task("expired objects", every: .seconds(20)) { try await services.pithos.expirySweeper.pass() },
            task("cyclades commissions", every: .seconds(60)) {
                try await services.cyclades.commissionReconciler.pass()
            },
            task("quota release", every: .seconds(10)) { try await services.cyclades.quotaReleaser.pass() },
            task("servers", every: .seconds(60 * services.settings.cyclades.reconciliationMinutes)) {
                try await services.cyclades.serverReconciler.pass()
            },
            task("sessions and tokens", every: .seconds(3600)) {
                try await services.astakos.sessions.deleteExpired()
                try await services.astakos.scopedTokens.deleteExpired()
                try await services.astakos.oauthGrants.deleteExpired()
            },
        ]
    }

    /// Reads the object store again, a second's worth at a time.
    private var scrub: [PeriodicTask] {
        let settings = services.settings.pithos
        guard settings.scrubPeriodDays > 0 else { return [] }
        let scrubber = services.pithos.scrubber(
            .init(
                period: .seconds(settings.scrubPeriodDays * 86_400), perPass: settings.scrubRate,
                statePath: services.settings.data.run + "/pithos-scrub.json"),
            on: services.scrubThread)
        return [
            task("scrub", every: .seconds(1)) { try await cancelWhenGracefulShutdown { try await scrubber.pass() } }
        ]
    }

    /// What a pass reports it has logged already.
    private func task<Report>(
        _ name: String, every interval: Duration, _ pass: @escaping @Sendable () async throws -> Report
    ) -> PeriodicTask {
        PeriodicTask(name: name, interval: interval, logger: logger) { _ = try await pass() }
    }
}
