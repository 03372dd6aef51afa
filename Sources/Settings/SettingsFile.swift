import FoundationEssentials
import Glibc
import TOMLKit
import Vocabulary

/// One TOML file: names at its top level, and where each was set.
struct SettingsFile: Sendable {
    var path: String
    var values: [String: JSONValue]
    /// Line numbers, from 1.
    var lines: [String: Int]

    /// - Throws: `SettingsError` with file and line when the text is no TOML.
    init(path: String, text: String) throws {
        self.path = path
        do {
            let table = try TOMLTable(string: text)
            values = [:]
            for name in table.keys {
                values[name] = try table[name].map(Self.value)
            }
        } catch let error as TOMLParseError {
            throw SettingsError("\(path) line \(error.source.begin.line) is not TOML: \(error.description)")
        } catch let error as SettingsError {
            throw SettingsError("\(path): \(error.description)")
        }
        lines = Self.lines(of: Set(values.keys), in: text)
    }

    init(contentsOf path: String) throws {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw SettingsError("\(path) cannot be read: \(Self.reason(path)).")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw SettingsError("\(path) is not UTF-8 text.")
        }
        try self.init(path: path, text: text)
    }

    /// Why a file cannot be read, in the system's words: Foundation's are for programs.
    private static func reason(_ path: String) -> String {
        var isDirectory = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory {
            return "it is a directory and should be a file"
        }
        return access(path, R_OK) == 0 ? "its device or file system failed" : String(cString: strerror(errno))
    }

    private static func value(_ raw: any TOMLValueConvertible) throws -> JSONValue {
        switch raw.type {
        case .string: return .string(raw.string ?? "")
        case .int: return .int(Int64(raw.int ?? 0))
        case .double: return .double(raw.double ?? 0)
        case .bool: return .bool(raw.bool ?? false)
        case .array: return .array(try (raw.array.map(Array.init) ?? []).map(value))
        case .table:
            guard let table = raw.table else { return .object([:]) }
            var members: [String: JSONValue] = [:]
            for name in table.keys { members[name] = try table[name].map(value) }
            return .object(members)
        case .date, .time, .dateTime:
            throw SettingsError("dates are written as text, in quotes.")
        }
    }

    /// The parser keeps no positions, so each name is looked for where a line begins with it.
    private static func lines(of names: Set<String>, in text: String) -> [String: Int] {
        var found: [String: Int] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let start = line.drop { $0 == " " || $0 == "\t" || $0 == "[" || $0 == "\"" }
            let name = String(start.prefix { $0 == "_" || $0 == "-" || $0.isLetter || $0.isNumber })
            if names.contains(name), found[name] == nil { found[name] = index + 1 }
        }
        return found
    }
}
