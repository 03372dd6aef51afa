import Astakos
import Cyclades
import Logging
import PithosBackend
import SQLAccess
import Settings
import Vocabulary

/// Makes a new installation usable: components and services, a first user, sizes and the public network of machines.
///
/// Runs at every start. What is there stays as it is, so an operator's changes last.
public struct FirstRun: Sendable {
    let services: Services

    /// The one backend of a one-machine installation; the name is also in its events.
    static let backend = "local"

    public init(_ services: Services) {
        self.services = services
    }

    /// - Returns: how the first user logs in; the password is the first one as long as it is right, the token the current
    ///   one.
    /// - Throws: what registering or a database throws.
    public func run() async throws -> Credentials? {
        let settings = services.settings
        var registration = Registration(
            astakos: services.astakos, settings: settings.installation,
            addresses: try WrittenAddresses(path: settings.data.run + "/component-urls.json"))
        try await registration.run()
        try await ViewRegistration(astakos: services.astakos, settings: settings).run()
        try await services.cyclades.prepare(backend: Self.backend)
        try await makeFlavors()
        try await makePublicNetwork()
        return try await credentials()
    }

    /// Written anew each time: address and token may have changed.
    private func credentials() async throws -> Credentials? {
        let installation = services.settings.installation
        let made = try await FirstUser(astakos: services.astakos).create()
        if let made { try await makeContainers(of: made.user.uuid) }
        let known = try Credentials.load(from: services.settings.data)
        guard let username = made?.user.email ?? known?.username,
            let user = try await services.astakos.users.lookup(email: username)
        else { return nil }
        let password: String? =
            if let made { made.password } else { try await stillRight(known?.password, of: user) }
        let credentials = Credentials(
            url: installation.astakosBaseURL.rootURL,
            authenticationURL: installation.astakosBaseURL + "/identity/v2.0",
            username: username, password: password,
            token: try await services.astakos.tokens.reveal(user.id), uuid: user.uuid.rawValue)
        try credentials.save(to: services.settings.data)
        return credentials
    }

    /// Nil when the user has changed it: who reads a wrong password believes that the cloud is broken.
    private func stillRight(_ password: String?, of user: User) async throws -> String? {
        guard let password, !password.isEmpty,
            try await services.astakos.logins.isPassword(password, of: user.id)
        else { return nil }
        return password
    }

    /// The two that clients of the original expect to find.
    private func makeContainers(of user: UserID) async throws {
        for name in ["pithos", "trash"] {
            _ = try await services.pithos.containers.create(
                ContainerPath(account: user, container: name), for: user, metadata: [:], policy: [:])
        }
    }

    /// Small, medium, large; nothing once there is any flavor, deleted ones too.
    private func makeFlavors() async throws {
        guard try await services.cyclades.flavors.list(includesDeleted: true).isEmpty else { return }
        for (cpus, memoryMiB, diskGiB) in [(1, 128, 1), (1, 512, 5), (1, 1024, 10), (2, 2048, 20), (4, 4096, 40)] {
            _ = try await services.cyclades.flavors.create(
                cpus: cpus, memoryMiB: memoryMiB, diskGiB: diskGiB, diskTemplate: "file")
        }
    }

    /// QEMU's user-mode network: every machine is behind its own gateway, reached over forwarded ports.
    private func makePublicNetwork() async throws {
        guard try await services.cyclades.networks.list(NetworkFilter(includesDeleted: true)).isEmpty else { return }
        let draft = NetworkDraft(
            owner: nil, name: "Internet", type: .custom, cidr: "10.11.0.0/20", gateway: "10.11.0.1")
        _ = try await services.cyclades.networks.createPublic(draft, backend: Self.backend)
    }
}

extension String {
    /// Scheme and host of a URL, with a slash at the end.
    fileprivate var rootURL: String {
        guard let scheme = firstRange(of: "://") else { return self }
        let host = self[scheme.upperBound...].prefix { $0 != "/" }
        return String(self[..<scheme.upperBound]) + host + "/"
    }
}
