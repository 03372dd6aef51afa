import Synchronization
import Vocabulary

/// How many ports wait for the client of a console; each costs a descriptor for a minute.
final class ConsolePorts: Sendable {
    private let count = Mutex(0)

    /// Half of what a process may open by default, on hosts that allow no more than 1024 files.
    private static let countMax = 500

    /// - Throws: serviceUnavailable when too many are open.
    func take() throws {
        try count.withLock { count in
            guard count < Self.countMax else {
                throw Fault(.serviceUnavailable, "Too many consoles are about to be opened; try again in a minute.")
            }
            count += 1
        }
    }

    func giveBack() { count.withLock { $0 -= 1 } }
}
