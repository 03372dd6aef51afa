import ArgumentParser
import Cyclades
import Installation
import Vocabulary

/// `snf-manage network-create`
struct NetworkCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network-create", abstract: "Make a network, for a user or for all.")

    @Option(help: "Its name.") var name: String
    @Option(help: "Its IPv4 addresses, for instance 10.0.0.0/24.") var subnet: String
    @Option(help: "Its type: CUSTOM, IP_LESS_ROUTED, MAC_FILTERED or PHYSICAL_VLAN.") var flavor: String
    @Option(help: "The uuid of its owner; needed unless it is public.") var owner: String?
    @Flag(name: .customLong("public"), help: "All users share it.") var isPublic = false
    @Option(help: "The name of the backend it is at; needed when it is public.") var backend: String?
    @Option(help: "Its IPv4 gateway.") var gateway: String?
    @Option(help: "Its IPv6 addresses.") var subnet6: String?
    @Option(help: "Its IPv6 gateway.") var gateway6: String?
    @Option(help: "Whether it gives out addresses: True or False.") var dhcp: PythonBool?
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        guard let type = NetworkType(rawValue: flavor) else {
            let types = NetworkType.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError("--flavor should be one of \(types), not '\(flavor)'.")
        }
        let draft = NetworkDraft(
            owner: nil, name: name, type: type, cidr: subnet, gateway: gateway, cidr6: subnet6, gateway6: gateway6,
            hasDHCP: dhcp?.value ?? true)
        let network = try await installation.open { try await create(draft, $0.cyclades.networks) }
        Console.print("Created network \(network.id)")
    }

    private func create(_ draft: NetworkDraft, _ networks: NetworkService) async throws -> Network {
        if isPublic {
            guard let backend else { throw CommandError("A public network needs --backend, the backend it is at.") }
            return try await networks.createPublic(draft, backend: backend)
        }
        guard let owner else { throw CommandError("Give --owner, the uuid of its owner, or --public.") }
        return try await networks.create(draft, by: UserID(owner), isOperator: true)
    }
}
