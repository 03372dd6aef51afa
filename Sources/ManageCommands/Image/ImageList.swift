import ArgumentParser
import Cyclades
import Installation
import Vocabulary

/// `snf-manage image-list`
struct ImageList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image-list", abstract: "List public images, or those a user can see; newest first.")

    @Option(name: .customLong("user-id"), help: "Those that the user with this uuid can see.") var user: String?
    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let images =
            list.asksForHelp
            ? [] : try await installation.open { try await $0.cyclades.images.list(visibleTo: UserID(user ?? "")) }
        try list.print(ImageOrder().sorted(images), columns: Self.columns, filters: Self.filters)
    }

    static let columns: [Column<Image>] = [
        Column("id", help: "The uuid of the image") { $0.id.rawValue },
        Column("name", help: "Its name") { $0.name },
        Column("owner", help: "The uuid of its owner") { $0.owner.rawValue },
        Column("public", help: "Whether all users see it") { CellText.of($0.isPublic) },
        Column("size", help: "Bytes", isDefault: false) { "\($0.sizeBytes)" },
        Column("status", help: "available, or what its owner has set", isDefault: false) { $0.status },
        Column("disk_format", help: "Its disk format", isDefault: false) { $0.diskFormat },
    ]

    private static let filters: [FilterField<Image>] = [
        FilterField("id") { $0.id.rawValue },
        FilterField("name") { $0.name },
        FilterField("owner") { $0.owner.rawValue },
    ]
}
