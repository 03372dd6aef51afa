import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage oauth2-client-remove`
struct OAuth2ClientRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oauth2-client-remove",
        abstract: "Remove an OAuth 2.0 client; what it was granted ends at once.")

    @Argument(help: "Identifier or ID of the client.") var client: String
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.open { services in
            let clients = services.astakos.oauthClients
            try await clients.remove(try await clients.find(client).id)
        }
    }
}
