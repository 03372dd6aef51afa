import ArgumentParser

/// `pithos-migrate branches`
struct MigrateBranches: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "branches",
        abstract: "List where revisions branch: nothing, they follow each other in one line (`history`).")

    func run() {}
}
