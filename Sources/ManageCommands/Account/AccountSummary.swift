import PithosBackend
import Vocabulary

/// What an account holds, shown before something is done to it.
enum AccountSummary {
    /// Prints every object and group.
    static func show(
        _ account: UserID, _ administration: AccountAdministration, objects: String, groups: String
    )
        async throws -> AccountContents
    {
        let contents = try await administration.contents(of: account)
        Console.print("\(objects):")
        try await administration.eachObject(of: account) { Console.print("    \(TerminalText.harmless($0.path))") }
        for container in contents.containers {
            Console.print(
                "    container \(TerminalText.harmless(container.name)): \(container.objects) objects, "
                    + "\(ByteSize.format(container.bytes)), \(container.history) past versions")
        }
        Console.print("\(groups):")
        for (name, members) in contents.groups.sorted(by: { $0.key < $1.key }) {
            let names = members.joined(separator: ", ")
            Console.print("    \(TerminalText.harmless(name)): \(TerminalText.harmless(names))")
        }
        return contents
    }

    /// Whether the operator wants it.
    ///
    /// - Throws: `CommandError` when not.
    static func confirm(_ question: String, isSkipped: Bool) throws {
        guard isSkipped || Console.confirm(question) else { throw CommandError("Nothing was changed.") }
    }
}
