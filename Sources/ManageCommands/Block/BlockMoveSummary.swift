import PithosBackend
import Vocabulary

/// What a move has come to, in sentences: for blocks, for maps, and what to do next.
struct BlockMoveSummary {
    var step: BlockMove.Step
    var report: BlockMoveReport

    var lines: [String] { [line("Blocks", report.blocks), line("Maps", report.maps), next] }

    private func line(_ title: String, _ counts: BlockMoveReport.Counts) -> String {
        var parts = ["\(title): \(counts.seen) in the old store, \(ByteSize.format(counts.seenBytes))"]
        switch step {
        case .survey:
            parts.append("\(counts.absent) of them not yet in the new one, \(ByteSize.format(counts.absentBytes))")
        case .copy:
            parts.append("\(counts.done) copied, \(ByteSize.format(counts.doneBytes))")
        case .remove:
            parts.append("\(counts.done) removed, \(ByteSize.format(counts.doneBytes))")
            if counts.fresh > 0 { parts.append("\(counts.fresh) copied too lately") }
            if counts.absent > 0 { parts.append("\(counts.absent) not yet in the new one") }
        }
        if !counts.damaged.isEmpty { parts.append("\(counts.damaged.count) damaged") }
        return parts.joined(separator: "; ") + "."
    }

    private var next: String {
        let counts = [report.blocks, report.maps]
        let absent = counts.reduce(0) { $0 + $1.absent }
        if counts.contains(where: { !$0.damaged.isEmpty }) {
            return step == .remove
                ? "Damaged copies keep what they were made from. Remove them from the new store, then --copy again."
                : "What is damaged stayed where it is, and was not copied."
        }
        switch step {
        case .survey:
            return absent == 0
                ? "Nothing is left to copy. PITHOS_BACKEND_OLD_STORAGE may be emptied, or --remove run first."
                : "Nothing was changed. Run again with --copy."
        case .copy:
            return "All is in the new store. PITHOS_BACKEND_OLD_STORAGE may be emptied, or --remove run first."
        case .remove:
            let left = counts.reduce(0) { $0 + $1.seen - $1.done }
            return left == 0
                ? "Nothing is left in the old store. PITHOS_BACKEND_OLD_STORAGE may be emptied."
                : "\(left) are left in the old store. Run again when their copies are older."
        }
    }
}
