import Astakos
import Cyclades
import Installation
import Settings
import Vocabulary

/// What every group of recordings begins with, as the header lines of the recordings describe it.
struct BaseState {
    let services: Services

    /// Fills empty databases.
    func make() async throws {
        for name in ["astakos", "cyclades", "pithos"] {
            let url = StandardServices.uiURL(baseURL: baseURL(of: name))
            _ = try await services.astakos.components.add(name: name, url: url, token: "\(name)-service-token")
            _ = try await services.astakos.registry.register(
                StandardServices.definitions(of: name, baseURL: baseURL(of: name)))
        }
        for (resource, limit) in Self.limits { try await services.astakos.resources.setLimit(limit, of: resource) }
        for user in TestUser.all { try await make(user) }
        try await makeCompute()
    }

    private func baseURL(of component: String) -> String {
        let installation = services.settings.installation
        return switch component {
        case "astakos": installation.astakosBaseURL
        case "cyclades": installation.cycladesBaseURL
        default: installation.pithosBaseURL
        }
    }

    private static let limits: [(String, Int64)] = [
        ("pithos.diskspace", 21_474_836_480), ("astakos.pending_app", 5), ("cyclades.vm", 10), ("cyclades.cpu", 40),
        ("cyclades.ram", 85_899_345_920), ("cyclades.disk", 1_099_511_627_776), ("cyclades.network.private", 5),
    ]

    private func make(_ user: TestUser) async throws {
        let users = services.astakos.users
        let new = NewUser(
            email: user.email, firstName: "First\(user.number)", lastName: "Last\(user.number)",
            password: user.password, uuid: user.uuid, token: user.token, tokenExpires: TestUser.tokenExpires)
        guard user.isActivated else {
            _ = try await users.create(new)
            return
        }
        let made = try await users.createAccepted(new)
        if user.number == 3 {
            try await services.astakos.limits.setBaseQuota(10_485_760, of: made.id, resource: "pithos.diskspace")
            try await services.astakos.limits.setBaseQuota(1, of: made.id, resource: "cyclades.vm")
        }
    }

    private func makeCompute() async throws {
        let cyclades = services.cyclades
        try await cyclades.prepare(backend: "localhost")
        let draft = NetworkDraft(
            owner: nil, name: "public_network", type: .custom, cidr: "198.51.100.0/24", gateway: "198.51.100.1")
        _ = try await cyclades.networks.createPublic(draft, backend: "localhost")
        for (cpus, memoryMiB) in [(1, 1024), (1, 2048), (2, 1024), (2, 2048)] {
            _ = try await cyclades.flavors.create(cpus: cpus, memoryMiB: memoryMiB, diskGiB: 20, diskTemplate: "drbd")
        }
        _ = try await cyclades.flavors.create(cpus: 4, memoryMiB: 4096, diskGiB: 40, diskTemplate: "plain")
    }
}
