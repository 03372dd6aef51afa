import Glibc
import Installation
import Settings
import Vocabulary

/// What `synnefo up` tells whoever started it.
struct Announcement: Sendable {
    let settings: InstalledSettings
    let credentials: Credentials?
    /// What `--data` said, if it was given.
    let dataOption: String?

    /// Once requests are answered. The last line is for scripts.
    ///
    /// - Parameter obstacle: why no machine can be run here; nil when one can.
    func print(obstacle: String?) {
        let installation = settings.installation
        let url = credentials?.url ?? "http://\(installation.listenHost):\(installation.listenPort)/"
        var lines = ["", "Synnefo is up.", "", "    Pages     \(url)"]
        if let credentials {
            lines += [
                "    Login     \(credentials.username)", "    Password  \(Self.word(for: credentials.password))",
                "    Token     \(credentials.token)",
            ]
        }
        lines += ["    Data      \(settings.data.path)", ""]
        if let credentials {
            lines += Self.examples(installation.pithosBaseURL, installation.cycladesBaseURL, credentials)
        }
        if let obstacle { lines += ["Machines cannot be run here: \(obstacle)", ""] }
        lines += ["Ctrl-C stops the cloud; machines go on running.", "ready: \(url)"]
        // At once: what others say meanwhile comes before or after it.
        Console.print(lines.joined(separator: "\n"))
    }

    /// Only who has changed a password knows it.
    static func word(for password: String?) -> String { password ?? "(it was changed; log in with the new one)" }

    private static func examples(_ pithos: String, _ cyclades: String, _ credentials: Credentials) -> [String] {
        let curl = "curl -H \"X-Auth-Token: $TOKEN\""
        return [
            "Log in on the pages, or try this in another terminal:", "",
            "    export TOKEN=\(credentials.token)",
            "    export FILES=\(pithos)/object-store/v1/\(credentials.uuid)",
            "",
            "    # Keep a file, list what you have, see your machines",
            "    \(curl) -H 'Content-Type: text/plain' -T /etc/hostname $FILES/pithos/hostname",
            "    \(curl) $FILES/pithos",
            "    \(curl) \(cyclades)/compute/v2.0/servers/detail",
            "",
        ]
    }

    /// A command for the same installation, as it can be typed here: the program may be in no search path, and the
    /// installation not where it usually is.
    private func command(_ words: String) -> String {
        let program = CommandLine.arguments.first ?? "synnefo"
        let data = dataOption.map { "--data " + ShellText.quoted($0) }
        return [ShellText.quoted(program), words, data].compactMap(\.self).joined(separator: " ")
    }

    /// When the cloud has stopped.
    func printFarewell(_ machines: [String]?) async {
        // Below the ^C that a terminal shows.
        if isatty(STDOUT_FILENO) == 1 { Console.print("") }
        guard let machines else { return }
        if machines.isEmpty {
            Console.print("Stopped. No machine is running.")
        } else {
            let names = machines.map(TerminalText.harmless).joined(separator: ", ")
            Console.print("Stopped. These machines go on running: \(names).")
            Console.print("`\(command("up"))` finds them again; `\(command("down --machines"))` stops them.")
        }
    }
}
