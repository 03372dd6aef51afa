import Cyclades
import Glibc

/// Chooses the ports of this host that lead into a machine.
struct ForwardPorts: Sendable {
    var host: String
    var range: ClosedRange<Int>

    /// One free port for each of the guest's. A port that a machine had before is kept where it is free.
    ///
    /// - Parameter taken: Ports that belong to other machines, running or not.
    /// - Throws: `QEMUBackendError.noFreePort`.
    func choose(guestPorts: [Int], before: [PortForward], taken: Set<Int>) throws -> [PortForward] {
        var chosen: [PortForward] = []
        for guest in guestPorts {
            let used = taken.union(chosen.map(\.port))
            let kept = before.first { $0.guest == guest }?.port
            // Begins anywhere, so that two that choose at the same time rarely meet.
            let start = Int.random(in: range)
            let candidates =
                [kept].compactMap { $0 } + Array(start...range.upperBound) + Array(range.lowerBound..<start)
            guard let port = candidates.first(where: { !used.contains($0) && isFree($0) }) else {
                throw QEMUBackendError.noFreePort(range)
            }
            chosen.append(PortForward(guest: guest, host: host, port: port))
        }
        return chosen
    }

    /// Whether the port can be listened at now. QEMU takes it a moment later; who loses that race chooses again.
    private func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // As QEMU does: connections of an earlier life that are still closing are no hindrance.
        var isReused: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return false }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        } == 0
    }
}
