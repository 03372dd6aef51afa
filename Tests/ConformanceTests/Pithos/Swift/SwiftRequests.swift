import HTTPTypes
import TestHTTP

extension PithosCloud {
    /// - Parameter path: below alice's account in the Swift profile; from the host's root where it begins with a slash.
    func swift(
        _ method: String, _ path: String = "", _ headers: [String: String] = [:], body: String = "",
        user: String? = alice, chunks: Int? = nil
    ) async throws -> TestReply {
        let account = "/pithos/swift/v1/AUTH_\(Self.alice)"
        let isBare = path.isEmpty || path.hasPrefix("?")
        return try await send(
            method, path.hasPrefix("/") ? path : account + (isBare ? path : "/\(path)"), headers, body: body,
            user: user, chunks: chunks)
    }
}

extension TestReply {
    /// A header by its name; nil when there is none.
    subscript(_ name: String) -> String? {
        headers.first { $0.name.canonicalName == name.lowercased() }?.value
    }
}
