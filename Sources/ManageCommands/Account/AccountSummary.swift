import PithosBackend
import Vocabulary

/// What an account holds, shown before something is done to it.
enum AccountSummary {
    /// Prints every object and group; objects that were deleted in the numbers alone.
    static func show(
        _ account: UserID, _ administration: AccountAdministration, objects: String, groups: String
    ) async throws -> AccountContents {
        let contents = try await administration.contents(of: account)
        Console.print("\(objects):")
        try await administration.eachObject(of: account) { path, _ in
            Console.print("    \(TerminalText.harmless(path.path))")
        }
        for container in contents.containers {
            Console.print("    container " + line(container))
        }
        Console.print("\(groups):")
        for (name, members) in contents.groups.sorted(by: { $0.key < $1.key }) {
            let names = members.joined(separator: ", ")
            Console.print("    \(TerminalText.harmless(name)): \(TerminalText.harmless(names))")
        }
        return contents
    }

    /// `c: 2 objects, 7 B, 3 past versions, also of 1 deleted objects`
    static func line(_ container: AccountContents.Container) -> String {
        let deleted = container.deleted == 0 ? "" : ", also of \(container.deleted) deleted objects"
        return "\(TerminalText.harmless(container.name)): \(container.objects) objects, "
            + "\(ByteSize.format(container.bytes)), \(container.history) past versions\(deleted)"
    }

    /// Whether the operator wants it, in a whole word. Source: object-storage.md 6.3.
    ///
    /// - Throws: `CommandError` when not.
    static func confirm(_ question: String, isSkipped: Bool) throws {
        guard isSkipped || Console.confirm(question, wantsWholeWord: true) else {
            throw CommandError("Nothing was changed.")
        }
    }
}
