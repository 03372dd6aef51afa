import Glibc
import Vocabulary

/// Where a one-machine installation keeps everything it has.
///
///     settings/            TOML files, read in name order
///     secrets/             the installation's key; mode 0700
///     databases/           astakos.sqlite, pithos.sqlite, cyclades.sqlite
///     pithos/              blocks and maps
///     qemu/                virtual machines, the images their disks stand on, their jobs
///     mail/                mails that no mail server takes
///     run/                 lock, process number and address of the running server
///     credentials.json     how the first user logs in; mode 0600
public struct DataDirectory: Sendable, Hashable {
    /// Absolute.
    public let path: String

    public init(path: String) {
        self.path = path.hasPrefix("/") ? path : Self.currentDirectory + "/" + path
    }

    public var settings: String { path + "/settings" }
    public var secrets: String { path + "/secrets" }
    public var pithos: String { path + "/pithos" }
    public var qemu: String { path + "/qemu" }
    public var mail: String { path + "/mail" }
    public var run: String { path + "/run" }
    public var credentials: String { path + "/credentials.json" }

    /// Where the server listens, or listened last.
    public var address: String { run + "/address" }

    /// What the server logs when it runs on a terminal.
    public var log: String { run + "/server.log" }

    /// Whether anything was made here yet.
    ///
    /// - Throws: `Fault(.forbidden)` where this user may not look.
    public func exists() throws -> Bool {
        guard access(run, R_OK | X_OK) != 0 else { return true }
        guard errno == EACCES else { return false }
        throw Fault(
            .forbidden,
            "\(path) belongs to another user. Be the user that the cloud runs as, or name another folder with --data.")
    }

    /// Whether there is a folder of settings.
    public var hasSettings: Bool { access(settings, R_OK | X_OK) == 0 }

    /// Where a component's SQLite database lies when the settings name no other.
    public func database(_ component: String) -> String { path + "/databases/" + component + ".sqlite" }

    /// Makes the folders that are missing; only their owner may look inside.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` that names the folder which cannot be made.
    public func create() throws {
        var parent = ""
        for part in path.split(separator: "/") {
            parent += "/" + part
            try Self.makeFolder(parent)
        }
        for folder in [settings, secrets, path + "/databases", pithos, qemu, mail, run] {
            try Self.makeFolder(folder)
        }
    }

    private static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        let reason = String(cString: strerror(errno))
        throw Fault(
            .serviceUnavailable, "The folder \(path) cannot be made: \(reason). Another place is named with --data.")
    }

    private static var currentDirectory: String {
        guard let buffer = getcwd(nil, 0) else { return "" }
        defer { free(buffer) }
        return String(cString: buffer)
    }
}
