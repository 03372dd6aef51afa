import Cyclades
import Glibc
import Logging
import NIOCore
import NIOPosix
import PithosBackend
public import Vocabulary

/// The image that a new installation begins with: made by a script of ours, uploaded as an object of the first user,
/// registered for everyone.
public struct TinyImage: Sendable {
    let services: Services
    let files: SharedFiles
    let environment: [String: String]

    public static let name = "Tiny"
    private static let container = "images"
    private static let object = "tiny.raw"
    /// The first run downloads some Debian packages.
    private static let patience = Duration.seconds(600)

    public init(_ services: Services, files: SharedFiles, environment: [String: String]) {
        self.services = services
        self.files = files
        self.environment = environment
    }

    /// Whether the owner has the image already, by the name it was registered with.
    public func isRegistered(owner: UserID) async throws -> Bool {
        try await services.cyclades.images.list(visibleTo: owner).contains { $0.name == Self.name }
    }

    /// Makes, uploads and registers the image.
    ///
    /// - Parameter say: is told what goes on, a sentence at a time.
    /// - Throws: `Fault(.serviceUnavailable)` with the last words of the script when it fails.
    public func make(owner: UserID, say: @Sendable (String) -> Void) async throws {
        say(
            "Making the image \(Self.name) from Debian's kernel and busybox; machines can be started from it when it is ready …"
        )
        let path = try await build()
        try await upload(path, owner: owner)
        let draft = ImageDraft(
            name: Self.name,
            location: ImageLocation(account: owner, container: Self.container, object: Self.object),
            diskFormat: "diskdump", isPublic: true,
            properties: [
                "OS": "linux", "OSFAMILY": "linux", "USERS": "root", "ROOT_PARTITION": "1", "GUI": "No GUI",
                "DESCRIPTION": "A small Linux for trying things out", "SORTORDER": "1", "KERNEL": "Debian",
            ])
        _ = try await services.cyclades.images.register(draft, as: owner)
        say("The image \(Self.name) is ready, in your container \(Self.container).")
    }

    private func build() async throws -> String {
        let log = services.settings.data.run + "/tiny-image.log"
        let cache =
            environment["SYNNEFO_CACHE"] ?? (environment["HOME"] ?? services.settings.data.path) + "/.cache/synnefo"
        let script = BuildScript(
            path: files.tinyImageScript, log: log,
            environment: ["SYNNEFO_CACHE": cache, "HOME": environment["HOME"] ?? "/"])
        let (status, lines) = try await script.run(within: Self.patience)
        guard status == 0, let path = lines.last, path.hasPrefix("/") else {
            throw Fault(
                .serviceUnavailable,
                "The tiny image could not be made (\(log)): \(lines.suffix(3).joined(separator: " / "))")
        }
        return path
    }

    private func upload(_ path: String, owner: UserID) async throws {
        let container = try ContainerPath(account: owner, container: Self.container)
        _ = try await services.pithos.containers.create(container, for: owner, metadata: [:], policy: [:])
        var draft = ObjectDraft()
        draft.type = "application/octet-stream"
        _ = try await services.pithos.objects.put(
            ObjectPath(container, name: Self.object), body: FileChunks(path: path), draft: draft, for: owner)
    }
}
