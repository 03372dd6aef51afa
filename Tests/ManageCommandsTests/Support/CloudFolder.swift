import FoundationEssentials

/// The data folder of a cloud that has not been started, with settings; goes when the test ends.
final class CloudFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/synnefo-test-\(UUID())"

    init(settings: String = "") throws {
        for folder in [path, path + "/run", path + "/settings"] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try Data(settings.utf8).write(to: URL(filePath: path + "/settings/10.toml"))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// For a command, whatever the environment of the test says.
    var options: [String] { ["--data", path, "--settings-dir", path + "/settings"] }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }
}
