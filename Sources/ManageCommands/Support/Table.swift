/// Lays text out in right-aligned columns, two spaces apart, under a header and a line of dashes.
struct Table {
    var headers: [String]
    var rows: [[String]]
    var title: String?
    var showsHeaders = true

    /// The finished lines.
    var lines: [String] {
        let shown = showsHeaders ? [headers] + rows : rows
        var widths = [Int](repeating: 0, count: headers.count)
        for row in shown {
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
        }
        let total = widths.reduce(0, +) + 2 * max(0, widths.count - 1)
        var lines: [String] = []
        if let title { lines.append(title.centered(in: total)) }
        if showsHeaders {
            lines.append(line(headers, widths))
            lines.append(String(repeating: "-", count: total))
        }
        return lines + rows.map { line($0, widths) }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        zip(cells, widths).map { $0.leftPadded(to: $1) }.joined(separator: "  ")
    }
}

extension String {
    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }

    func rightPadded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    func centered(in width: Int) -> String {
        let room = max(0, width - count)
        return String(repeating: " ", count: (room + 1) / 2) + self + String(repeating: " ", count: room / 2)
    }
}
