public import ArgumentParser
import Vocabulary

/// `--output-format`.
public enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case pretty, csv, json
}

/// One document in one of the formats: rows of labelled cells.
struct OutputDocument {
    var labels: [String]
    var rows: [[String]]
    var title: String?
    var showsHeaders = true

    func text(_ format: OutputFormat) -> String {
        switch format {
        case .pretty:
            Table(
                headers: labels.map(TerminalText.harmless), rows: rows.map { $0.map(TerminalText.harmless) },
                title: title,
                showsHeaders: showsHeaders
            ).lines.joined(separator: "\n")
        case .csv: csv
        case .json: json
        }
    }

    /// `label: value` lines with the labels padded to the longest.
    var vertical: String {
        // Labels too may be of users' making: names of metadata are among them.
        let names = labels.map(TerminalText.harmless)
        let width = names.map(\.count).max() ?? 0
        return rows.map { row in
            zip(names, row).map { "\($0.rightPadded(to: width)): \(TerminalText.harmless($1))" }
                .joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// RFC 4180, CRLF between lines.
    private var csv: String {
        ((showsHeaders ? [labels] : []) + rows)
            .map { $0.map(Self.csvCell).joined(separator: ",") }
            .joined(separator: "\r\n")
    }

    private static func csvCell(_ text: String) -> String {
        // Scalar by scalar: the two of a line's end are one character, and an accent is one with the quote before it.
        let special = "\",\r\n".unicodeScalars
        guard text.unicodeScalars.contains(where: { special.contains($0) }) else { return text }
        var quoted = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.append(scalar) }
            quoted.append(scalar)
        }
        return "\"" + String(quoted) + "\""
    }

    /// A list of objects, indented by four, every value a string.
    private var json: String {
        guard !rows.isEmpty else { return "[]" }
        let objects = rows.map { row in
            let members = zip(labels, row).map { "        \(JSONWriter.text($0)): \(JSONWriter.text($1))" }
            return "    {\n" + members.joined(separator: ",\n") + "\n    }"
        }
        return "[\n" + objects.joined(separator: ",\n") + "\n]"
    }
}
