import Installation
import Settings
import Vocabulary

/// What `synnefo up` tells whoever started it.
struct Announcement: Sendable {
    let settings: InstalledSettings
    let credentials: Credentials?

    /// Once requests are answered. The last line is for scripts.
    ///
    /// - Parameter obstacle: why no machine can be run here; nil when one can.
    func print(obstacle: String?) {
        let installation = settings.installation
        let url = credentials?.url ?? "http://\(installation.listenHost):\(installation.listenPort)/"
        var lines = ["", "Synnefo is up.", "", "    Pages     \(url)"]
        if let credentials {
            lines += [
                "    Login     \(credentials.username)", "    Password  \(credentials.password)",
                "    Token     \(credentials.token)",
            ]
        }
        lines += ["    Data      \(settings.data.path)", ""]
        if let credentials {
            lines += Self.examples(installation.pithosBaseURL, installation.cycladesBaseURL, credentials)
        }
        if let obstacle { lines += ["Machines cannot be run here: \(obstacle)", ""] }
        lines += ["Ctrl-C stops the cloud; machines go on running.", "ready: \(url)"]
        for line in lines { Console.print(line) }
    }

    private static func examples(_ pithos: String, _ cyclades: String, _ credentials: Credentials) -> [String] {
        let token = "-H 'X-Auth-Token: \(credentials.token)'"
        let account = "\(pithos)/object-store/v1/\(credentials.uuid)"
        return [
            "Try", "",
            "    # Keep a file, and list what you have",
            "    curl \(token) -X PUT -T /etc/hostname \(account)/pithos/hostname -H 'Content-Type: text/plain'",
            "    curl \(token) '\(account)/pithos?format=json'",
            "",
            "    # See your machines",
            "    curl \(token) \(cyclades)/compute/v2.0/servers/detail",
            "",
        ]
    }

    /// When the cloud has stopped.
    func printFarewell(_ machines: [String]?) async {
        guard let machines else { return }
        if machines.isEmpty {
            Console.print("Stopped. No machine is running.")
        } else {
            let names = machines.map(TerminalText.harmless).joined(separator: ", ")
            Console.print("Stopped. These machines go on running: \(names).")
            Console.print("`synnefo up` finds them again; `synnefo down --machines` stops them.")
        }
    }
}
