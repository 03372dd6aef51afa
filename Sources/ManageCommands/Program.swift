public import ArgumentParser

/// One program with several names: what it was called as decides what it is.
public enum Program {
    /// The command for the name that the program was started with.
    public static func command(for name: String) -> any AsyncParsableCommand.Type {
        switch name {
        case "snf-manage": ManageCommand.self
        default: CloudCommand.self
        }
    }

    /// Parses the arguments, runs the command, and ends the process with its status.
    public static func run(_ arguments: [String]) async {
        let name = arguments.first.map { String($0.split(separator: "/").last ?? "") } ?? ""
        let command = command(for: name)
        do {
            var parsed = try command.parseAsRoot(Array(arguments.dropFirst()))
            if var asynchronous = parsed as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try parsed.run()
            }
        } catch {
            command.exit(withError: error)
        }
    }
}
