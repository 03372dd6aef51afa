import Glibc
import PithosBackend
import Synchronization
import Vocabulary

/// Shows how far a move is: on a terminal one line that is written over, elsewhere a line a minute.
final class BlockMoveMeter: Sendable {
    private let step: BlockMove.Step
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    private let lastLine: Mutex<ContinuousClock.Instant>
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(step: BlockMove.Step) {
        self.step = step
        began = clock.now
        lastLine = Mutex(clock.now)
    }

    @Sendable func show(fraction: Double, report: BlockMoveReport) {
        let now = clock.now
        let line = Self.line(step, fraction: fraction, report: report, elapsed: now - began)
        if isTerminal {
            Console.progress(line)
        } else if lastLine.withLock({ isDue(now, since: &$0) }) {
            Console.printError(line)
        }
    }

    /// Clears the line.
    func end() { Console.progress("") }

    private func isDue(_ now: ContinuousClock.Instant, since last: inout ContinuousClock.Instant) -> Bool {
        guard now - last >= .seconds(60) else { return false }
        last = now
        return true
    }

    /// `43 %, 1204 copied, 4.6 GiB, 120 MiB/s, 12 min left`
    static func line(
        _ step: BlockMove.Step, fraction: Double, report: BlockMoveReport, elapsed: Duration
    ) -> String {
        let counts = [report.blocks, report.maps]
        let seconds = max(Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18, 0.001)
        var parts = ["\(Int(fraction * 100)) %"]
        let bytes: Int64
        switch step {
        case .survey:
            bytes = counts.reduce(0) { $0 + $1.seenBytes }
            parts.append("\(counts.reduce(0) { $0 + $1.seen }) seen, \(ByteSize.format(bytes))")
        case .copy, .remove:
            bytes = counts.reduce(0) { $0 + $1.doneBytes }
            let done = counts.reduce(0) { $0 + $1.done }
            parts.append("\(done) \(step == .copy ? "copied" : "removed"), \(ByteSize.format(bytes))")
            parts.append("\(ByteSize.format(Int64(Double(bytes) / seconds)))/s")
        }
        // Early guesses are worth nothing.
        if fraction > 0.01, fraction < 1, seconds > 10 {
            parts.append("about \(Int((seconds / fraction - seconds) / 60) + 1) min left")
        }
        return parts.joined(separator: ", ")
    }
}
