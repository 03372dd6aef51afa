import ArgumentParser
import Cyclades
import Installation
import Vocabulary

/// `snf-manage image-show`
struct ImageShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image-show", abstract: "Show all about a public image, or one a user can see.")

    @Argument(help: "The uuid of the image.") var image: String
    @Option(name: .customLong("user-id"), help: "Look with the rights of the user with this uuid.") var user: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let found = try await installation.open { services in
            do {
                return try await services.cyclades.images.find(Image.ID(image), as: UserID(user ?? ""))
            } catch let fault as Fault where [.itemNotFound, .forbidden].contains(fault.kind) {
                throw CommandError("There is no image \(image) that this user may see; --user-id names another.")
            }
        }
        guard found.isRegistered else { throw CommandError("The object \(image) is not an image.") }
        output.show(found, columns: Self.columns)
    }

    private static let columns: [Column<Image>] = [
        Column("id") { $0.id.rawValue },
        Column("name") { $0.name },
        Column("owner") { $0.owner.rawValue },
        Column("status") { $0.status },
        Column("is_public") { CellText.of($0.isPublic) },
        Column("disk_format") { $0.diskFormat },
        Column("container_format") { $0.containerFormat },
        Column("size") { "\($0.sizeBytes)" },
        Column("checksum") { $0.checksum },
        Column("location") { $0.location },
        Column("created_at") { $0.created.plainUTC },
        Column("updated_at") { $0.updated.plainUTC },
        Column("properties") { image in
            image.properties.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        },
    ]
}
