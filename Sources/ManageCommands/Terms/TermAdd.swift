import ArgumentParser
import Astakos
import Glibc
import Installation
import Vocabulary

/// `snf-manage term-add`
struct TermAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "term-add",
        abstract: "Publish terms of use. Every user has to agree with them before any token works again.")

    @Argument(help: "HTML file with the terms; it is read at each view.") var file: String
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        guard access(file, R_OK) == 0, let absolute = realpath(file, nil) else {
            throw CommandError("Cannot read '\(file)': \(String(cString: strerror(errno))).")
        }
        defer { free(absolute) }
        let location = String(cString: absolute)
        let terms = try await installation.open { try await $0.astakos.terms.add(location: location) }
        Console.print("Created term id \(terms.id)")
    }
}
