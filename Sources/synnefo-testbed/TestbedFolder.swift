import FoundationEssentials
import Installation
import Vocabulary

/// The testbed's folder: the base state, and one folder for each time it was put back.
struct TestbedFolder: Sendable {
    let path: String
    /// Of an object store to begin with.
    let pithos: String?

    var base: DataDirectory { DataDirectory(path: path + "/base") }

    func generation(_ number: Int) -> DataDirectory { DataDirectory(path: "\(path)/state-\(number)") }

    /// Begins anew: what an earlier run left is removed.
    func clear() throws {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        where name == "base" || name.hasPrefix("state-") {
            try FileManager.default.removeItem(atPath: path + "/" + name)
        }
    }

    /// Puts the object store that was given into the base state. Its blocks stay where they are: they are only added to.
    func copyPithos() throws {
        guard let pithos else { return }
        try base.create()
        try FileManager.default.copyItem(atPath: pithos + "/pithos.sqlite", toPath: base.database("pithos"))
    }

    /// Copies the base state's databases, which are closed and so have no journal beside them.
    func copyDatabases(to data: DataDirectory) throws {
        try data.create()
        for component in ["astakos", "cyclades", "pithos"] {
            try FileManager.default.copyItem(atPath: base.database(component), toPath: data.database(component))
        }
    }

    /// Writes settings as TOML. Numbers, booleans, texts and lists of texts, which is all that recordings change.
    func write(_ settings: [String: JSONValue], to data: DataDirectory) throws {
        var settings = settings
        if let pithos { settings["PITHOS_BACKEND_BLOCK_PATH"] = .string(pithos + "/data") }
        let lines = settings.sorted { $0.key < $1.key }.map { "\($0.key) = \(JSONWriter.text($0.value))\n" }
        try Data(lines.joined().utf8).write(to: URL(filePath: data.settings + "/10-testbed.toml"))
    }

    func remove(_ data: DataDirectory) {
        // What cannot be removed is removed by the next start.
        try? FileManager.default.removeItem(atPath: data.path)
    }
}
