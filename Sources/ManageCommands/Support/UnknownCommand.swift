import ArgumentParser
import Settings

/// The name of a command that there is none of. The parser would take it for an argument too many.
struct UnknownCommand: CustomStringConvertible {
    var name: String
    /// The command that looks most like it, when one is near enough.
    var nearest: String?

    /// Nil when the arguments name a command, or begin with something else.
    init?(in arguments: [String], of root: any ParsableCommand.Type) {
        var commands = root.configuration.subcommands
        for argument in arguments {
            // What comes before the command is for the parser, and so are the arguments of one.
            guard !commands.isEmpty, !argument.hasPrefix("-") else { return nil }
            if argument == "help" { continue }
            guard let command = commands.first(where: { $0.configuration.commandName == argument }) else {
                name = argument
                nearest = NearestName.of(argument, among: commands.compactMap { $0.configuration.commandName })
                return
            }
            commands = command.configuration.subcommands
        }
        return nil
    }

    var description: String {
        let hint = nearest.map { "Did you mean \($0)?\n" } ?? ""
        return "Unknown command: '\(name)'\n\(hint)Type 'snf-manage help' for usage."
    }
}
