import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// `snf-manage pithos-fsck`
struct PithosFsck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pithos-fsck",
        abstract: "Check that everything versions of objects refer to is there, and is what its name says.",
        discussion: """
            Works beside a running service. Reads and hashes every block, which takes as long as reading the whole store. \
            Lists what is wrong with the objects it belongs to, and ends with status 1 then.
            """)

    @Flag(help: "Only look whether everything is there; hash nothing but hashmaps.") var quick = false

    @Flag(help: "Move what is damaged into quarantine, so that an upload of the same content heals it.")
    var setAside = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let report = try await installation.open(needsBlocks: true) { services in
            var options = StoreCheck.Options()
            options.hashes = !quick
            options.setsAside = setAside
            let chosen = options
            return try await Progress.show { progress in
                var current: StoreCheck.Phase?
                return try await services.pithos.storeCheck.run(
                    chosen, in: services.settings.data.run + "/pithos-fsck"
                ) { phase, fraction, _ in
                    if phase != current { progress.begin(Self.name(of: phase), of: 100) }
                    current = phase
                    progress.advance(to: Int64(fraction * 100))
                }
            }
        }
        let lines = report.concerned.map(FsckLine.init) + report.unreferenced.map(FsckLine.init)
        if output.format == .json || !lines.isEmpty { output.list(lines, columns: FsckLine.columns) }
        Console.printError(
            "Checked \(report.versions) versions, \(report.blocksInUse) blocks of theirs; read \(report.hashed.count) "
                + "files, \(report.hashed.bytes) bytes.")
        guard !report.isClean else { return Console.printError("Everything is in order.") }
        let objects = Set(report.concerned.map(\.path)).count
        throw CommandError(
            "\(report.damage.count + report.furtherDamage) blocks and hashmaps are missing or damaged, of \(objects) objects. "
                + "Uploading the same content again, or putting the file back from a backup, mends them.")
    }

    private static func name(of phase: StoreCheck.Phase) -> String {
        switch phase {
        case .hashmaps: "Reading hashmaps, in percent"
        case .blocks: "Looking for blocks, in percent"
        case .hashing: "Hashing everything, in percent"
        case .objects: "Looking for the objects concerned"
        }
    }
}

/// Something that is wrong, and a version it belongs to.
private struct FsckLine {
    var damage: Damage
    var concerned: ConcernedVersion?

    init(_ concerned: ConcernedVersion) {
        damage = concerned.damage
        self.concerned = concerned
    }

    init(_ damage: Damage) { self.damage = damage }

    static let columns: [Column<FsckLine>] = [
        Column("problem") { $0.damage.problem.rawValue },
        Column("kind") { "\($0.damage.kind)" },
        Column("hash") { $0.damage.hash.hex },
        Column("object") { CellText.of($0.concerned?.path) },
        Column("version") { CellText.of($0.concerned?.version) },
        Column("current") { CellText.of($0.concerned.map { CellText.of($0.isCurrent) }) },
    ]
}
