import ArgumentParser
import Cyclades
import Installation

/// `snf-manage reconcile-servers`
struct ServerReconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile-servers",
        abstract: "Compare servers with the machines that are there, and mend the difference.")

    @Flag(help: "Give the servers up also when not one machine is there: their disks are gone for good.")
    var allLost = false
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let found = try await installation.open {
            try await $0.cyclades.serverReconciler.pass(believesTotalLoss: allLost)
        }
        guard found != ServerReconciler.Findings() else {
            Console.print("Everything in sync.")
            return
        }
        Self.print("Servers whose machines were lost", found.lost)
        Self.print(
            "Not one machine is there. Is the disk that they lie on mounted? If they are gone for good, say --all-lost. "
                + "Servers left as they are", found.doubted)
        Self.print("Servers that ran, or did not, other than recorded", found.unsynced)
        Self.print("Servers whose removal was ordered again", found.unremoved)
        Self.print("Servers whose making was ordered again", found.unordered)
        Self.print("Servers that could not be ordered again, given up", found.abandoned)
        Self.print("Machines of deleted servers, now being removed", found.orphans)
        Self.print("Machines that no server ever had, left alone", found.unknown)
    }

    private static func print(_ title: String, _ items: [some CustomStringConvertible]) {
        guard !items.isEmpty else { return }
        Console.print("\(title):")
        for item in items { Console.print("    \(item)") }
    }
}
