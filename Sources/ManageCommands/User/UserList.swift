import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage user-list`
struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "user-list", abstract: "List users.")

    @Flag(name: .customLong("auth-providers"), help: "Show how they log in.") var showsProviders = false
    @Option(help: "Only members of this group.") var group: String?
    @Flag(name: .customLong("active"), help: "Only those who may log in.") var onlyActive = false
    @Flag(name: .customLong("pending-moderation"), help: "Only those who wait to be accepted.")
    var onlyUnmoderated = false
    @Flag(name: .customLong("pending-verification"), help: "Only those whose address is not verified.")
    var onlyUnverified = false
    @Flag(name: .customLong("displayname"), help: "Show the names shown to others.") var showsDisplayName = false
    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        var shown: Set<String> = []
        if showsProviders { shown.insert("providers") }
        if showsDisplayName { shown.insert("displayname") }
        let lines = list.asksForHelp ? [] : try await installation.open { try await UserLine.list($0.astakos, filter) }
        try list.print(lines, columns: UserLine.columns(showing: shown), filters: UserLine.filters)
    }

    private var filter: UserFilter {
        var filter = UserFilter(isActive: onlyActive ? true : nil, group: group)
        if onlyUnmoderated {
            filter.emailVerified = true
            filter.isModerated = false
        }
        if onlyUnverified { filter.emailVerified = false }
        return filter
    }
}
