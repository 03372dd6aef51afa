import Glibc
import Vocabulary

/// The files that come with the programs and are only read: pages, the script that makes the tiny image.
public struct SharedFiles: Sendable, Hashable {
    /// The folder that holds `web/` and `images/`.
    public let path: String

    public init(path: String) {
        self.path = path
    }

    public var web: String { path + "/web" }

    /// Makes the tiny image and prints its path as the last line.
    public var tinyImageScript: String { path + "/images/tiny/build" }

    /// `SYNNEFO_SHARE`; else the nearest folder above the program that holds `web/index.html`, which finds a source
    /// tree; else `/usr/share/synnefo`.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` that says where was looked.
    public static func locate(environment: [String: String]) throws -> SharedFiles {
        let installed = "/usr/share/synnefo"
        var candidates: [String] = []
        if let path = environment["SYNNEFO_SHARE"], !path.isEmpty { candidates.append(path) }
        candidates += foldersAboveProgram() + [installed]
        guard let found = candidates.first(where: { access($0 + "/web/index.html", R_OK) == 0 }) else {
            throw Fault(
                .serviceUnavailable,
                "The pages were found neither above the program nor in \(installed); name their folder in SYNNEFO_SHARE."
            )
        }
        return SharedFiles(path: found)
    }

    private static func foldersAboveProgram() -> [String] {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlink("/proc/self/exe", $0, text.count) } ?? -1
            }
        }
        guard count > 0 else { return [] }
        var parts = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "/")
        var folders: [String] = []
        while parts.popLast() != nil, !parts.isEmpty { folders.append("/" + parts.joined(separator: "/")) }
        return folders
    }
}
