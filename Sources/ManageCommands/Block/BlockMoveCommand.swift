import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// `snf-manage block-move`
struct BlockMoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block-move",
        abstract: "Move blocks from the old block store to the new one while the service runs.",
        discussion: """
            The stores are those of PITHOS_BACKEND_STORAGE and PITHOS_BACKEND_OLD_STORAGE. Without an option it says \
            what is to be copied and changes nothing. What was done stays done: it may be interrupted and started again.
            """)

    @Flag(help: "Copy what the new store does not have. Damaged content is reported, not copied.") var copy = false
    @Flag(help: "Remove from the old store what was copied, after reading the copy back.") var remove = false
    @Option(help: "How many blocks are on their way at once.") var jobs = 4
    @Option(help: ArgumentHelp("How old a copy must be before what it was made from is removed.", valueName: "hours"))
    var grace = 24
    @Flag(help: "Move although maps of Archipelago's were not taken over. What they name is lost with the old store.")
    var leaveMaps = false
    @OptionGroup var installation: InstallationOptions

    func validate() throws {
        guard !(copy && remove) else {
            throw ValidationError("--copy and --remove are two runs: a copy must be some hours old.")
        }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs is between 1 and 64.") }
        guard (0...8760).contains(grace) else { throw ValidationError("--grace is between 0 and 8760 hours.") }
    }

    func run() async throws {
        let step: BlockMove.Step = copy ? .copy : remove ? .remove : .survey
        let report = try await installation.open { services in
            guard let old = services.blockStores.old,
                let move = services.blockStores.move(width: jobs, grace: .seconds(3600 * grace))
            else {
                throw CommandError(
                    """
                    There is no store to move blocks out of. Set PITHOS_BACKEND_STORAGE to where they shall go and \
                    PITHOS_BACKEND_OLD_STORAGE to where they are, and restart the service.
                    """)
            }
            Console.print("From \(old.name) to \(services.blockStores.name).")
            try await checkArchipelago(services, old)
            let meter = BlockMoveMeter(step: step)
            let report = try await move.run(step, progress: meter.show)
            meter.end()
            return report
        }
        for line in BlockMoveSummary(step: step, report: report).lines { Console.print(line) }
        for hash in report.blocks.damaged { Console.printError("Damaged block: \(hash)") }
        for hash in report.maps.damaged { Console.printError("Damaged map: \(hash)") }
        if !report.blocks.damaged.isEmpty || !report.maps.damaged.isEmpty { throw ExitCode(1) }
    }

    /// What lies where Archipelago put it has no place that a move would find.
    private func checkArchipelago(_ services: Services, _ old: BlockStores.Old) async throws {
        let files = try await old.archipelagosFiles() ?? 0
        let maps = leaveMaps ? 0 : try await services.pithos.archipelagoAdoption.namedMaps()
        guard files > 0 || maps > 0 else { return }
        let found = "\(files) blocks and maps, and the maps of \(maps) versions, are where Archipelago put them"
        guard copy || remove else { return Console.print("\(found); run `snf-manage block-adopt --adopt` first.") }
        throw CommandError(
            """
            \(found), and would not be moved. Run `snf-manage block-adopt --adopt` first. Maps that it cannot take over are lost \
            with the old store; with --leave-maps the rest is moved all the same.
            """)
    }
}
