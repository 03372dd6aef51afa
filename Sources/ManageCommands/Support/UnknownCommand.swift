import ArgumentParser
import Settings

/// The name of a command that there is none of. The parser would take it for an argument too many.
struct UnknownCommand: CustomStringConvertible {
    var name: String
    /// The command that looks most like it, when one is near enough.
    var nearest: String?
    /// What lists the commands there are.
    var program: String

    /// Nil when the arguments name a command, or begin with something else.
    init?(in arguments: [String], of root: any ParsableCommand.Type) {
        program = Self.program(root)
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
            program = Self.program(command)
        }
        return nil
    }

    /// The name that a command with commands of its own is called by.
    private static func program(_ command: any ParsableCommand.Type) -> String {
        command == ManageCommand.self ? "snf-manage" : command.configuration.commandName ?? "synnefo"
    }

    var description: String {
        let hint = nearest.map { "Did you mean \($0)?\n" } ?? ""
        return "Unknown command: '\(name)'\n\(hint)Type '\(program) help' for usage."
    }
}
