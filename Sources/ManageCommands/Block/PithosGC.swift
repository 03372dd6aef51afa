import ArgumentParser
import Installation
import PithosBackend
import Settings
import Vocabulary

/// `snf-manage pithos-gc`
struct PithosGC: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pithos-gc",
        abstract: "Find blocks and hashmaps that no version of an object refers to, and take them away.",
        discussion: """
            Works beside a running service. Without --apply it changes nothing and counts. What is taken away is first \
            retired, which an upload of the same content reverses, and discarded by a later run. A run that was cut off is \
            gone on with by the next one with the same options.
            """)

    @Flag(help: "Retire and discard, instead of only counting.") var apply = false

    @Option(
        help: ArgumentHelp(
            "Discard what has been retired for so many hours; PITHOS_GC_GRACE when not given.", valueName: "hours"))
    var keep: Int?

    @Flag(help: "Begin anew even where an earlier run was cut off.") var restart = false

    @Flag(help: "Take blocks away even where a hashmap that might name them is lost.") var ignoreLostMaps = false

    @Flag(help: "Take everything away even where the database has no object at all.") var evenIfEmpty = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func validate() throws {
        if let keep, keep < 0 { throw ValidationError("--keep is a number of hours, from 0 on.") }
    }

    func run() async throws {
        let (report, database, store) = try await installation.open(needsBlocks: true) { services in
            guard let collector = services.pithos.garbageCollector else {
                throw CommandError("The blocks of this installation lie where garbage cannot be collected.")
            }
            let graceHours = services.settings.pithos.collectionGraceHours
            var options = CollectionOptions(
                graceSeconds: graceHours * 3600, keepSeconds: (keep ?? graceHours) * 3600)
            options.isDryRun = !apply
            options.ignoresLostMaps = ignoreLostMaps
            options.trustsEmptyDatabase = evenIfEmpty
            let directory = services.settings.data.run + "/pithos-gc"
            if !restart, let began = collector.unfinished(options, in: directory) {
                Console.printError("Going on with the run that began at \(CellText.of(began)).")
            }
            let (chosen, restarts) = (options, restart)
            let report = try await Progress.show { progress in
                var phase: CollectionProgress.Phase?
                return try await collector.run(chosen, in: directory, restarts: restarts) { step in
                    if step.phase != phase { progress.begin(Self.name(of: step.phase), of: 100) }
                    phase = step.phase
                    progress.advance(to: Int64(step.fraction * 100))
                }
            }
            return (report, services.settings.pithosDatabasePlace, services.blockStores.name)
        }
        let isRefused = report.isAllUnused && !evenIfEmpty
        output.show(report, columns: Self.columns(mode: apply && !isRefused ? "applied" : "dry run"))
        if !report.lostMaps.isEmpty {
            Console.printError("Hashmaps that versions refer to and that cannot be read: \(report.lostMapCount)")
            for root in report.lostMaps { Console.printError("    \(root)") }
        }
        if isRefused {
            let doubt = Self.doubt(report, database: database, store: store)
            guard apply else {
                return Console.printError("Warning: \(doubt) --apply will refuse, unless --even-if-empty is said too.")
            }
            throw CommandError("\(doubt) Nothing was changed. --even-if-empty takes them away all the same.")
        }
        if report.leftBlocksAlone {
            throw CommandError(
                "Blocks cannot be told from garbage while hashmaps are lost. snf-manage pithos-fsck tells whose they are; "
                    + "--ignore-lost-maps takes blocks away all the same.")
        }
    }

    /// What speaks against taking everything away.
    static func doubt(_ report: CollectionReport, database: String, store: String) -> String {
        "The database \(database) has no object, and there are \(report.blocks.unused) blocks and \(report.maps.unused) "
            + "hashmaps in \(store): it is hardly the database of this store."
    }

    private static func name(of phase: CollectionProgress.Phase) -> String {
        switch phase {
        case .versions: "Reading versions, in percent"
        case .hashmaps: "Reading hashmaps, in percent"
        case .sweepingMaps: "Looking through hashmaps, in percent"
        case .sweepingBlocks: "Looking through blocks, in percent"
        }
    }

    private static func columns(mode: String) -> [Column<CollectionReport>] {
        [
            Column("mode") { _ in mode }, Column("versions") { "\($0.versions)" },
            Column("contents") { "\($0.contents)" }, Column("lost maps") { "\($0.lostMapCount)" },
        ] + columns("maps", \.maps) + columns("blocks", \.blocks)
    }

    private static func columns(
        _ name: String, _ part: any KeyPath<CollectionReport, CollectionReport.Kind> & Sendable
    ) -> [Column<CollectionReport>] {
        [
            Column("\(name) in use") { "\($0[keyPath: part].inUse)" },
            Column("\(name) too young to judge") { "\($0[keyPath: part].young)" },
            Column("\(name) retired") { "\($0[keyPath: part].retired.count)" },
            Column("\(name) retired, bytes") { "\($0[keyPath: part].retired.bytes)" },
            Column("\(name) brought back") { "\($0[keyPath: part].broughtBack)" },
            Column("\(name) discarded") { "\($0[keyPath: part].discarded.count)" },
            Column("\(name) discarded, bytes") { "\($0[keyPath: part].discarded.bytes)" },
        ]
    }
}
