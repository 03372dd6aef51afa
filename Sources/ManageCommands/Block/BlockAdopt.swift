import ArgumentParser
import Installation
import PithosBackend
import Synchronization
import Vocabulary

/// `snf-manage block-adopt`
struct BlockAdopt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block-adopt",
        abstract: "Take over what Synnefo 0.16 to 0.21 stored through Archipelago.",
        discussion: """
            Blocks and maps that lie where only Archipelago looks for them get their places, and maps in Archipelago's own form \
            are written as the object store reads them. Without an option it says what there is and changes nothing. Works \
            beside a running service; it may be interrupted and started again.
            """)

    @Flag(help: "Take it over.") var adopt = false
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let isDryRun = !adopt
        let report = try await installation.open(needsBlocks: true) { services in
            try await Progress.show { progress in
                progress.begin(Self.name(of: .files), of: 100)
                let current = Current()
                return try await services.pithos.archipelagoAdoption.run(isDryRun: isDryRun) { phase, fraction in
                    if current.enters(phase) { progress.begin(Self.name(of: phase), of: 100) }
                    progress.advance(to: Int64(fraction * 100))
                }
            }
        }
        let done = isDryRun ? "to be taken over" : "taken over"
        Console.print("\(report.files.count) blocks and maps, and the maps of \(report.maps) versions, \(done).")
        for (path, reason) in report.files.failures { Console.printError("\(path): \(reason).") }
        for (map, reason) in report.failures { Console.printError("\(map): \(reason).") }
        guard report.files.failures.isEmpty else {
            throw CommandError(
                "\(report.files.failures.count) files could not get their places, and stay where they are. Where something damaged lies in the place of one, move that away and run this again."
            )
        }
        guard report.failures.isEmpty else {
            throw CommandError(
                "\(report.failures.count) maps cannot be taken over. What they name stays as it is, and cannot be read."
            )
        }
        if isDryRun, report.files.count + report.maps > 0 {
            Console.print("Nothing was changed. Run again with --adopt.")
        }
    }

    private static func name(of phase: ArchipelagoAdoption.Phase) -> String {
        switch phase {
        case .files: "Looking through the directories, in percent"
        case .maps: "Reading maps, in percent"
        }
    }
}

/// The phase that is shown.
private final class Current: Sendable {
    private let phase = Mutex(ArchipelagoAdoption.Phase.files)

    /// Whether it is another than the one before.
    func enters(_ next: ArchipelagoAdoption.Phase) -> Bool {
        phase.withLock { phase in
            defer { phase = next }
            return phase != next
        }
    }
}
