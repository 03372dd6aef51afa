import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage resource-modify`
struct ResourceModify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resource-modify",
        abstract: "Set how much of a resource users may use by default, or whether projects may grant it.")

    @Argument(help: "Name of the resource.") var name: String?
    @Option(help: "New limit: a number, bytes with a unit if you like, or inf.") var limit: String?
    @Flag(name: .customLong("limit-interactive"), help: "Ask for the limits; of all resources when no name is given.")
    var asksForLimits = false
    @Option(
        name: .customLong("limit-from-file"),
        help: "Read limits from a JSON object of names and limits; all are set, or none.")
    var limitFile: String?
    @Option(name: .customLong("allow-in-projects"), help: "True or False.") var allowInProjects: String?
    @OptionGroup var units: UnitOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let chosen = [limit != nil, asksForLimits, limitFile != nil, allowInProjects != nil].filter { $0 }
        guard chosen.count == 1 else {
            throw CommandError(
                "Please provide exactly one of the options: --limit, --limit-interactive, --limit-from-file, "
                    + "--allow-in-projects.")
        }
        let style = try units.style()
        if let limit {
            let (name, limit) = (try requiredName(), try Self.limit(limit))
            try await installation.open { try await $0.astakos.resources.setLimit(limit, of: name) }
        } else if let allowInProjects {
            let (name, isAllowed) = (try requiredName(), try Self.boolean(allowInProjects))
            try await installation.open { try await $0.astakos.resources.setAllowInProjects(isAllowed, of: name) }
        } else if let limitFile {
            let limits = try Self.limits(try InputFile.text(limitFile))
            try await installation.open { try await $0.astakos.resources.setLimits(limits) }
        } else {
            try await installation.open { try await ask($0.astakos.resources, style) }
        }
    }

    private func ask(_ service: ResourceService, _ style: UnitStyle) async throws {
        let resources = if let name { [try await service.find(named: name)] } else { try await service.list() }
        for resource in resources {
            Console.print("Resource '\(resource.name)' (\(resource.description))")
            Console.print("Current limit: \(style.text(resource.limit, unit: resource.unit))")
            while let answer = Console.ask("New limit (leave blank to keep current): "), !answer.isEmpty {
                do {
                    try await service.setLimit(try Self.limit(answer), of: resource.name)
                    break
                } catch let error as CommandError {
                    Console.print(error.description)
                }
            }
        }
    }

    private func requiredName() throws -> String {
        guard let name else { throw CommandError("Please provide a resource name.") }
        return name
    }

    private static func limit(_ text: String) throws -> Int64 {
        do {
            return try Capacity.read(text)
        } catch {
            throw CommandError(error, in: text, advice: "Limit should be an integer, optionally followed by a unit.")
        }
    }

    private static func boolean(_ text: String) throws -> Bool {
        switch text.lowercased() {
        case "true", "yes", "t", "1": true
        case "false", "no", "f", "0": false
        default: throw CommandError("Expecting a boolean value.")
        }
    }

    /// Limits are numbers, or texts with a unit.
    static func limits(_ json: String) throws -> [String: Int64] {
        guard case .object(let members)? = try? JSONValue(parsing: json) else {
            throw CommandError("The file of limits should be a JSON object of names and limits.")
        }
        return try Dictionary(
            uniqueKeysWithValues: members.sorted { $0.key < $1.key }.map { ($0.key, try limit($0.value, of: $0.key)) })
    }

    private static func limit(_ value: JSONValue, of name: String) throws -> Int64 {
        switch value {
        case .int(let limit) where limit >= 0: return limit
        case .double(let number) where number >= 0x1p63:
            throw CommandError("The limit of '\(name)' is too large: the largest is \(Int64.max), or inf in quotes.")
        case .string(let text):
            do {
                return try limit(text)
            } catch let error as CommandError {
                throw CommandError("The limit of '\(name)': \(error.description)")
            }
        default:
            throw CommandError("The limit of '\(name)' should be a whole number, or a text with a unit.")
        }
    }
}
