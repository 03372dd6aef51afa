public import APISupport
public import Cyclades
import Settings
import Vocabulary

/// The HTTP of Cyclades and Plankton, to be mounted below `CYCLADES_BASE_URL`.
public struct CycladesRoutes: Sendable {
    private let services: CycladesServices
    private let authentication: Authentication
    private let links: CycladesLinks
    /// Its `accept` has to be given to the server besides, for consoles in pages.
    public let console: ConsoleProxy

    /// - Parameters:
    ///   - authentication: relayed, as Cyclades shows refusals by Astakos.
    ///   - baseURL: `CYCLADES_BASE_URL`.
    public init(services: CycladesServices, authentication: Authentication, baseURL: String) {
        self.services = services
        self.authentication = authentication
        links = CycladesLinks(baseURL: baseURL)
        console = ConsoleProxy(baseURL: baseURL, settings: services.settings)
    }

    /// Every service with its path.
    public var mounts: [Mount] {
        [
            Mount(links.path + "/compute", versions), Mount(links.path + "/compute/v2.0", compute),
            Mount(links.path + "/image/v1.0", images), Mount(links.path + "/userdata", keys),
            Mount(links.path + "/vmapi/v1.0", parameters), Mount(links.path + "/admin", statistics),
        ]
    }

    private var versions: APIService {
        var router = APIRouter(authentication)
        VersionRoutes(links: links, authentication: authentication).addList(to: &router)
        return APIService(ServiceProfile("compute"), router: router)
    }

    private var compute: APIService {
        let settings = services.settings
        var router = APIRouter(authentication)
        VersionRoutes(links: links, authentication: authentication).addVersion(to: &router)
        ServerRoutes(
            servers: services.servers, networks: services.networks, links: links,
            pollLimitSeconds: settings.pollLimitSeconds,
            personality: PersonalityLimits(
                filesMax: settings.personalityMax, sizeMaxBytes: settings.personalitySizeMaxBytes)
        ).add(to: &router)
        ServerActionRoutes(
            servers: services.servers, console: console, graphs: StatisticsGraphs(settings)
        ).add(to: &router)
        ServerMetadataRoutes(servers: services.servers).add(to: &router)
        FlavorRoutes(flavors: services.flavors, links: links).add(to: &router)
        ComputeImageRoutes(
            images: services.images, links: links, pollLimitSeconds: settings.pollLimitSeconds
        ).add(to: &router)
        NetworkRoutes(
            networks: services.networks, links: links, pollLimitSeconds: settings.pollLimitSeconds
        ).add(to: &router)
        return APIService(ServiceProfile("compute"), router: router)
    }

    private var images: APIService {
        var router = APIRouter(authentication)
        ImageRoutes(images: services.images).add(to: &router)
        return APIService(ImageRoutes.profile, router: router)
    }

    private var keys: APIService {
        var router = APIRouter(authentication)
        KeyRoutes(keys: services.keys).add(to: &router)
        return APIService(KeyRoutes.profile, router: router)
    }

    private var parameters: APIService {
        var router = APIRouter()
        ParameterRoutes(parameters: services.parameters).add(to: &router)
        return APIService(ParameterRoutes.profile, router: router)
    }

    private var statistics: APIService {
        var router = APIRouter()
        StatisticsRoutes(statistics: services.statistics).add(to: &router)
        return APIService(StatisticsRoutes.profile, router: router)
    }
}
