import ArgumentParser
import Astakos
import Glibc
import Installation
import Vocabulary

/// `snf-manage term-add`
struct TermAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "term-add",
        abstract: "Publish terms of use. Every user has to agree with them before any token works again.",
        discussion: """
            From now on the APIs answer every user with 401 until they have signed in with a browser and agreed at \
            ui/approval_terms below ASTAKOS_BASE_URL, where the pages lead to by themselves. For users without a browser: \
            `user-modify --sign-terms`. `term-remove` takes terms back.

            The file is read at each view, by the user that the cloud runs as: leave it where it is.
            """)

    @Argument(help: "HTML file with the terms, in UTF-8 and of at most 1 MiB.") var file: String
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        guard access(file, R_OK) == 0, let absolute = realpath(file, nil) else {
            throw CommandError("Cannot read '\(file)': \(String(cString: strerror(errno))).")
        }
        defer { free(absolute) }
        let location = String(cString: absolute)
        let terms = try await installation.open { services in
            // Terms that nobody can read would lock everybody out.
            try await services.astakos.terms.check(location: location)
            return try await services.astakos.terms.add(location: location)
        }
        Console.print("Created term id \(terms.id)")
    }
}
