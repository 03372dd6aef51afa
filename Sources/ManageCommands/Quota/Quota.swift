import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage quota`. Source: identity.md 4.6.
struct Quota: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quota", abstract: "List what users may use and use; check, mend or import limits.")

    @Flag(name: .customLong("list"), help: "List quotas; what is done when nothing else is asked for.")
    var lists = false
    @Flag(name: .customLong("verify"), help: "Show limits that are not what they should be.") var verifies = false
    @Flag(name: .customLong("sync"), help: "Make every limit what it should be.") var syncs = false
    @Option(help: "Only this user, by uuid or e-mail address.") var user: String?
    @Option(
        name: .customLong("import-base-quota"),
        help: "Set base quotas from a file with lines of user, resource and capacity; - for standard input.")
    var importFile: String?
    @OptionGroup var units: UnitOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let style = try units.style()
        guard [lists, verifies, syncs, importFile != nil].filter({ $0 }).count <= 1 else {
            throw CommandError("Please give only one of --list, --verify, --sync and --import-base-quota.")
        }
        try await installation.open { services in
            let astakos = services.astakos
            if let importFile {
                try await BaseQuotaFile(try InputFile.text(importFile)).apply(astakos)
            } else if verifies {
                show(try await astakos.limits.deviations())
            } else if syncs {
                let mended = try await astakos.limits.sync()
                if mended.isEmpty { Console.print("No sync needed.") } else { show(mended) }
            } else {
                let users = try await chosenUsers(astakos.users)
                output.list(try await astakos.limits.quotas(of: users), columns: QuotaLine.columnsWithUser(style))
            }
        }
    }

    private func chosenUsers(_ users: UserService) async throws -> [User] {
        guard let user else { return try await users.listAll(UserFilter(emailVerified: true)) }
        let found: User?
        if user.contains("@") {
            found = try await users.lookup(email: user)
        } else if UUIDText.isValid(user) {
            found = try await users.lookup(uuid: UserID(user.lowercased()))
        } else {
            throw CommandError("Please specify user by uuid or email")
        }
        guard let found else {
            throw CommandError("There is no user with \(user.contains("@") ? "email" : "uuid"): \(user)")
        }
        return [found]
    }

    private func show(_ deviations: [LimitDeviation]) {
        guard !deviations.isEmpty else { return }
        output.list(
            deviations,
            columns: [
                Column("uuid") { $0.key.holder.rawValue }, Column("source") { $0.key.source.rawValue },
                Column("resource") { $0.key.resource }, Column("computed limit") { "\($0.computed)" },
                Column("stored limit") { CellText.of($0.stored) },
            ])
        Console.printError("Limits that are not what they should be: \(deviations.count)")
    }
}
