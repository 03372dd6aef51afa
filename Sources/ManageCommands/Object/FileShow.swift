import ArgumentParser
import Installation
import PithosBackend
import Settings
import Vocabulary

/// `snf-manage file-show`. Source: object-storage.md 6.2.
struct FileShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file-show", abstract: "Show all about an object: its properties, who may see it, its blocks.",
        usage: "snf-manage file-show ACCOUNT CONTAINER OBJECT [OPTIONS]\n       snf-manage file-show UUID [OPTIONS]")

    @Argument(help: "Account, container and name of the object, or the object's uuid.") var object: [String]
    @Option(name: .customLong("obj-version"), help: "A version of it, as `version=list` numbers them.")
    var version: Int64?
    @Option(help: "Show the metadata of this domain; plankton is the image registry's.") var domain = "pithos"
    @Flag(help: "Show the hashes of its blocks too.") var hashmap = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        guard object.count == 3 || object.count == 1 else {
            throw CommandError("Name the object by account, container and name, or by its uuid alone.")
        }
        try await installation.open { services in
            let inspector = services.pithos.objectInspector
            let id = version.map { NodeVersion.ID($0) }
            let found: InspectedObject
            if object.count == 1 {
                found = try await inspector.find(uuid: object[0], version: id, domain: domain)
            } else {
                let container = try ContainerPath(account: UserID(object[0]), container: object[1])
                found = try await inspector.find(
                    try ObjectPath(container, name: object[2]), version: id, domain: domain)
            }
            let links = services.settings.installation.pithosBaseURL + "/public/"
            let hashes = hashmap ? try await inspector.hashmap(of: found).hashes : nil
            output.show(found, columns: Self.columns(of: found, links: links, hashes: hashes))
        }
    }

    static func columns(of object: InspectedObject, links: String, hashes: [BlockHash]?) -> [Column<InspectedObject>] {
        var columns: [Column<InspectedObject>] = [
            Column("name") { $0.path.name }, Column("container") { $0.path.parent.container },
            Column("account") { $0.path.account.rawValue }, Column("uuid") { $0.version.uuid },
            Column("version") { "\($0.version.id)" }, Column("current") { CellText.of($0.isCurrent) },
            Column("deleted") { CellText.of($0.version.cluster == .deleted) },
            Column("bytes") { "\($0.version.size)" }, Column("type") { $0.version.type },
            Column("modified") { CellText.of($0.version.modified) },
            Column("modified by") { $0.version.modifiedBy.rawValue },
            Column("hash") { CellText.of($0.version.hash?.hex) }, Column("checksum") { $0.version.checksum },
        ]
        columns += object.metadata.sorted { $0.key < $1.key }.map { key, value in
            Column("metadata \(key)") { _ in value }
        }
        columns += [
            Column("read") { $0.sharing?.permissions.readers.joined(separator: ",") ?? "" },
            Column("write") { $0.sharing?.permissions.writers.joined(separator: ",") ?? "" },
            Column("permissions set on") { CellText.of($0.sharing?.path) },
            Column("public URL") { object in CellText.of(object.publicLink.map { links + $0 }) },
        ]
        if let hashes { columns.append(Column("hashes") { _ in hashes.map(\.hex).joined(separator: ",") }) }
        return columns
    }
}
