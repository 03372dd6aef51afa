import Glibc
import Synchronization

/// How much of this process lay in memory at most, of all times that were looked at.
final class ResidentMemory: Sendable {
    /// Bytes.
    private let mostSeen = Mutex(0)

    var most: Int { mostSeen.withLock { $0 } }

    func look() {
        guard let bytes = Self.now() else { return }
        mostSeen.withLock { $0 = max($0, bytes) }
    }

    /// Bytes, of the second number of /proc/self/statm, in pages; nil where there is none.
    static func now() -> Int? {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let numbers = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
        return numbers.count > 1 ? Int(numbers[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) } : nil
    }
}
