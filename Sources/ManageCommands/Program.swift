public import ArgumentParser
import Glibc
import Vocabulary

/// One program with several names: what it was called as decides what it is.
public enum Program {
    /// The command for the name that the program was started with.
    public static func command(for name: String) -> any AsyncParsableCommand.Type {
        switch name {
        case "snf-manage": ManageCommand.self
        case "pithos-migrate": MigrateCommand.self
        case "pithos-manage-accounts": ManageAccounts.self
        default: CloudCommand.self
        }
    }

    /// Parses the arguments, runs the command, and ends the process with its status.
    public static func run(_ arguments: [String]) async {
        let name = arguments.first.map { String($0.split(separator: "/").last ?? "") } ?? ""
        let command = command(for: name)
        let arguments = Array(arguments.dropFirst())
        if let unknown = UnknownCommand(in: arguments, of: command) {
            Console.printError("\(unknown)")
            Glibc.exit(1)
        }
        do {
            var parsed = try command.parseAsRoot(arguments)
            if var asynchronous = parsed as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try parsed.run()
            }
        } catch let fault as Fault {
            Console.printError("Error: \(fault.message)")
            if let cause = fault.cause { Console.printError("Cause: \(cause)") }
            Glibc.exit(1)
        } catch {
            let message = command.fullMessage(for: error)
            switch command.exitCode(for: error) {
            case .success:
                Console.print(message)
                Glibc.exit(0)
            case .validationFailure:
                // As the original's parser of options ends.
                Console.printError(message)
                Glibc.exit(2)
            case let code:
                Console.printError(message)
                Glibc.exit(code.rawValue)
            }
        }
    }
}
