import Foundation

/// One of the package's own Swift files.
struct SourceFile: Sendable {
    /// The target it belongs to: the folder below `Sources` or `Tests`.
    let target: String
    /// Path from the package's root.
    let path: String
    let lines: [String]

    /// The package's root, found from where this file lies.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every Swift file below `Sources` or `Tests`, in order of path.
    static func all(in folder: String) throws -> [SourceFile] {
        let base = root.appending(path: folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: base.path(percentEncoded: false))
        return try names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
            guard let target = name.split(separator: "/").first, target != name[...] else { return nil }
            let text = try String(contentsOf: base.appending(path: name), encoding: .utf8)
            return SourceFile(target: String(target), path: "\(folder)/\(name)", lines: text.lines)
        }
    }

    /// Modules this file imports, with the line where it does.
    var imports: [(module: String, line: Int)] {
        lines.enumerated().compactMap { index, line in
            Self.importedModule(line).map { ($0, index + 1) }
        }
    }

    /// `B` of `@a public import struct B.C`, nil for a line that imports nothing.
    private static func importedModule(_ line: String) -> String? {
        let words = line.components(separatedBy: "//")[0].split(whereSeparator: \.isWhitespace)
        guard let position = words.firstIndex(of: "import"), let last = words.last, position < words.count - 1 else {
            return nil
        }
        let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
        guard words[..<position].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") }) else { return nil }
        return last.split(separator: ".").first.map(String.init)
    }

    /// Lines with what they hold besides comments and string literals, numbered from one.
    var code: [(number: Int, text: String)] {
        var inMultilineString = false
        var code: [(Int, String)] = []
        for (index, line) in lines.enumerated() {
            let delimiters = line.components(separatedBy: "\"\"\"").count - 1
            defer { if delimiters % 2 == 1 { inMultilineString.toggle() } }
            if inMultilineString || delimiters > 0 { continue }
            let withoutStrings = line.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"")
            let text = withoutStrings.components(separatedBy: "//").first ?? ""
            if !text.allSatisfy(\.isWhitespace) { code.append((index + 1, text)) }
        }
        return code
    }
}

extension String {
    /// Lines without their ends; a final newline makes no further line.
    fileprivate var lines: [String] {
        var lines = components(separatedBy: "\n")
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
