import Foundation

/// What `Package.swift` says of its targets, as SwiftPM prints it.
struct Manifest: Decodable {
    var targets: [ManifestTarget]

    /// What the manifest gives a target directly; nil for an unknown one.
    func dependencies(of name: String) -> Set<String>? {
        targets.first { $0.name == name }.map { Set($0.dependencies.map(\.name)) }
    }

    /// What a target stands on, directly or through others of ours; nil for an unknown one.
    func allDependencies(of name: String) -> Set<String>? {
        guard var waiting = dependencies(of: name) else { return nil }
        var found: Set<String> = []
        while let next = waiting.popFirst() {
            guard found.insert(next).inserted else { continue }
            waiting.formUnion(dependencies(of: next) ?? [])
        }
        return found
    }

    /// Asks SwiftPM. Given a folder of its own, so that it doesn't wait for the build that runs this test.
    static func load() throws -> Manifest {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "synnefo-house-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let swift = try swiftCommand()
        let printed = try output(
            of: swift,
            [
                "package", "--package-path", SourceFile.root.path(percentEncoded: false),
                "--scratch-path", scratch.path(percentEncoded: false), "dump-package",
            ])
        return try JSONDecoder().decode(Manifest.self, from: printed)
    }

    /// Path of the compiler driver: the one the Makefile found, or found the way it does.
    private static func swiftCommand() throws -> String {
        if let found = ProcessInfo.processInfo.environment["SYNNEFO_SWIFT"] { return found }
        let script = SourceFile.root.appending(path: "scripts/find-swift").path(percentEncoded: false)
        let path = String(decoding: try output(of: script, []), as: UTF8.self)
        return path.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Standard output of a command that must succeed.
    private static func output(of command: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: command)
        process.arguments = arguments
        process.standardOutput = pipe
        // TARGETS makes the manifest name only a part of the house.
        process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "TARGETS" }
        try process.run()
        let printed = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandFailed(
                command: ([command] + arguments).joined(separator: " "), status: process.terminationStatus)
        }
        return printed
    }
}

/// A command that a test stands on ended with a status that means failure.
struct CommandFailed: Error {
    var command: String
    var status: Int32
}
