import PithosBackend
import Vocabulary

/// `X-Object-Sharing`: `read=a,b;write=c`.
///
/// - Source: object-storage.md 2.13.
enum SharingHeader {
    /// `*` takes the place of its whole list.
    ///
    /// - Throws: badRequest.
    static func parse(_ header: String) throws -> Permissions {
        let text = header.filter { $0 != "~" && $0 != " " && $0 != "\t" }.lowercased()
        guard !text.isEmpty else { return try Permissions() }
        var readers: [String] = []
        var writers: [String] = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, halves[0] == "read" || halves[0] == "write" else {
                throw Fault(.badRequest, "Bad X-Object-Sharing header value: missing prefix")
            }
            let holders = halves[1].split(separator: ",").map(String.init)
            guard !holders.isEmpty else {
                throw Fault(.badRequest, "Bad X-Object-Sharing header value: invalid length")
            }
            if halves[0] == "read" { readers += holders } else { writers += holders }
        }
        return try Permissions(readers: Self.widest(readers), writers: Self.widest(writers))
    }

    private static func widest(_ holders: [String]) -> [String] {
        holders.contains(Permissions.everyone) ? [Permissions.everyone] : holders
    }

    static func text(_ permissions: Permissions) -> String {
        var parts: [String] = []
        if !permissions.readers.isEmpty { parts.append("read=" + permissions.readers.joined(separator: ",")) }
        if !permissions.writers.isEmpty { parts.append("write=" + permissions.writers.joined(separator: ",")) }
        return parts.joined(separator: "; ")
    }
}
