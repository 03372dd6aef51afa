import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage group-add`
struct GroupAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "group-add", abstract: "Create a group of users.")

    @Argument(help: "Name of the group.") var name: String
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        _ = try await installation.open { try await $0.astakos.groups.create(name) }
        Console.print("Group created")
    }
}

/// `snf-manage group-list`
struct GroupList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "group-list", abstract: "List groups of users.")

    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let groups = list.asksForHelp ? [] : try await installation.open { try await $0.astakos.groups.list() }
        try list.print(groups, columns: Self.columns, filters: Self.filters)
    }

    static let columns: [Column<GroupService.Listed>] = [
        Column("id", help: "The id of the group") { "\($0.group.id)" },
        Column("name", help: "The name of the group") { $0.group.name },
        Column("users_count", help: "How many users belong to it") { "\($0.memberCount)" },
    ]

    static let filters: [FilterField<GroupService.Listed>] = [
        FilterField("id") { "\($0.group.id)" },
        FilterField("name") { $0.group.name },
    ]
}
