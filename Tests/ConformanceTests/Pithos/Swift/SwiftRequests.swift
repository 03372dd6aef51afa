import HTTPTypes
import TestHTTP

extension PithosCloud {
    /// - Parameter path: below alice's account in the Swift profile; from the host's root where it begins with a slash.
    func swift(
        _ method: String, _ path: String = "", _ headers: [String: String] = [:], body: String = "",
        user: String? = alice, chunks: Int? = nil
    ) async throws -> TestReply {
        try await send(method, Self.swiftTarget(path), headers, body: body, user: user, chunks: chunks)
    }

    static func swiftTarget(_ path: String) -> String {
        let isBare = path.isEmpty || path.hasPrefix("?")
        return path.hasPrefix("/") ? path : "/pithos/swift/v1/AUTH_\(alice)" + (isBare ? path : "/\(path)")
    }
}

extension TestReply {
    /// A header by its name; nil when there is none.
    subscript(_ name: String) -> String? {
        headers.first { $0.name.canonicalName == name.lowercased() }?.value
    }
}
