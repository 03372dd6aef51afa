import Glibc
import Vocabulary

/// A host and a port to listen on, written `HOST:PORT`; an IPv6 address stands in brackets.
public struct ListenAddress: Sendable, Hashable {
    public var host: String
    /// 1 to 65535 once resolved; 0 asks for a free one.
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// - Throws: `Fault(.badRequest)` that says how an address is written.
    public init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon != text.startIndex
        else {
            throw Fault(
                .badRequest, "'\(text)' is no address to listen on; write HOST:PORT, for instance 127.0.0.1:8080.")
        }
        host = String(text[..<colon].drop { $0 == "[" }.prefix { $0 != "]" })
        self.port = port
    }

    /// The host as it stands in a URL; a wildcard address is reached over loopback.
    public var urlHost: String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "[::1]"
        default: host.contains(":") ? "[\(host)]" : host
        }
    }

    /// Finds out what would keep a server from listening here, before anything is made for it.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` that says what to do about it.
    public func check() throws {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, "\(port)", &hints, &found)
        guard status == 0, let first = found else { throw refusal(String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(found) }
        let descriptor = socket(first.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw refusal(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        // As the server does: connections of one that has just ended are no obstacle.
        var isReused: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
            throw refusal(String(cString: strerror(errno)))
        }
    }

    private func refusal(_ reason: String) -> Fault {
        let name = host.contains(":") ? "[\(host)]" : host
        return Fault(
            .serviceUnavailable,
            "\(name):\(port) cannot be listened on: \(reason). Choose another address, for instance "
                + "`--listen 127.0.0.1:\(port == 9000 ? 9001 : 9000)`.")
    }

    /// The same with a port that is free now where it is 0, so that URLs can be told before anything listens.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` when the system has no port.
    public func withPort() throws -> ListenAddress {
        guard port == 0 else { return self }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Fault(.serviceUnavailable, "No socket can be made.") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let chosen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, size) == 0 && getsockname(descriptor, raw, &size) == 0
            }
        }
        guard chosen else { throw Fault(.serviceUnavailable, "No free port was found.") }
        return ListenAddress(host: host, port: Int(UInt16(bigEndian: address.sin_port)))
    }
}
