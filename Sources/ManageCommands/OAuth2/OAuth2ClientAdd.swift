public import ArgumentParser
public import Astakos
import Installation
import Vocabulary

/// `snf-manage oauth2-client-add`
struct OAuth2ClientAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oauth2-client-add",
        abstract: "Register an OAuth 2.0 client; the secret is printed where it was made up.")

    @Argument(help: "Identifier of the client: its client_id.") var identifier: String
    @Option(help: "Secret of a confidential client; made up and printed when it is not given.") var secret: String?
    @Flag(name: .customLong("is-trusted"), help: "It belongs to the cloud: users are not asked for their consent.")
    var isTrusted = false
    @Option(help: "confidential: it can keep a secret; public: it runs in its users' hands.")
    var type: OAuthClient.Kind = .confidential
    @Option(
        name: .customLong("url"), parsing: .singleValue,
        help: "Where users are sent back to: this URL and what lies below it. May be given more than once.")
    var urls: [String] = []
    @OptionGroup var installation: InstallationOptions

    func validate() throws {
        guard !urls.isEmpty else { throw ValidationError("Give at least one redirect URL with --url.") }
        guard type == .confidential || secret == nil else {
            throw ValidationError("A public client has no secret: leave out --secret or --type public.")
        }
    }

    func run() async throws {
        let (client, secret) = try await installation.open {
            try await $0.astakos.oauthClients.add(
                identifier, secret: self.secret, kind: type, isTrusted: isTrusted, urls: urls)
        }
        Console.printError("Created client \(client.id).")
        if self.secret == nil, let secret { Console.print("Secret: \(secret)") }
    }
}

extension OAuthClient.Kind: ExpressibleByArgument {}
