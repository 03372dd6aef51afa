import Glibc
import Vocabulary

/// The files of the browser client and of noVNC, read once at start and served from memory: some hundred small files.
struct AssetCatalog: Sendable {
    /// A file over this size is no part of a page and is left out; 4 MiB.
    static let largestFile = 4 << 20

    /// By path below `/static/`, without a leading slash.
    let assets: [String: Asset]
    /// Stands for all of them: it changes when one does.
    let version: String

    /// Reads folders: what lies in `root` appears below `prefix` (empty, or ending in a slash).
    ///
    /// A folder that is missing gives no files; a page that needs them says so.
    ///
    /// - Parameter made: files that lie in no folder, by path.
    init(folders: [(prefix: String, root: String)], made: [String: String] = [:]) {
        var assets = made.reduce(into: [:]) { $0[$1.key] = Asset(Array($1.value.utf8), path: $1.key) }
        for (prefix, root) in folders {
            for path in Self.files(below: root, depth: 8) {
                guard Self.isServed(path), let content = Self.content(of: root + "/" + path) else { continue }
                assets[prefix + path] = Asset(content, path: path)
            }
        }
        self.assets = assets
        let all = assets.map { "\($0.key) \($0.value.version)" }.sorted().joined(separator: "\n")
        version = Asset.version(of: Array(all.utf8))
    }

    subscript(path: String) -> Asset? { assets[path] }

    /// Whether a file below a folder is for browsers: not what pages are made from here, nor what is written for people
    /// who work on them.
    private static func isServed(_ path: String) -> Bool {
        !path.hasPrefix("templates/") && !path.hasSuffix(".md")
    }

    /// Paths of the regular files below a folder, relative to it. Hidden ones are left out.
    private static func files(below root: String, depth: Int) -> [String] {
        guard depth > 0, let directory = opendir(root) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") { continue }
            var status = stat()
            guard stat(root + "/" + name, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: found += files(below: root + "/" + name, depth: depth - 1).map { name + "/" + $0 }
            case S_IFREG where status.st_size <= largestFile: found.append(name)
            default: continue
            }
        }
        return found
    }

    private static func content(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { return content }
            content += piece[..<count]
        }
    }
}
