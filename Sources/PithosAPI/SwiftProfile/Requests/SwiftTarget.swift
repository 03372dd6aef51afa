import PithosBackend
import Vocabulary

/// What a path below `/v1` names. Decoded whole and then cut: an encoded slash is a slash, as gophercloud relies on.
///
/// - Source: openstack.md 7.2.
enum SwiftTarget: Sendable, Hashable {
    case account(SwiftAccount)
    case container(SwiftAccount, String)
    case object(SwiftAccount, String, String)

    /// - Parameter path: what follows `/v1`, as it was sent.
    /// - Throws: preconditionFailed for what is not UTF-8 or holds a NUL, and for no account; itemNotFound for an empty
    ///   container.
    init(_ path: String) throws {
        guard let text = PercentEncoding.decode(path), !text.utf8.contains(0) else {
            throw Fault(.preconditionFailed, "Invalid UTF8 or contains NULL")
        }
        let parts = text.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false
        ).map { String(decoding: Array($0), as: UTF8.self) }
        guard let name = parts.first, !name.isEmpty else { throw Fault(.preconditionFailed, "Bad URL") }
        let account = SwiftAccount(name: name)
        if parts.count == 1 || (parts.count == 2 && parts[1].isEmpty) {
            self = .account(account)
            return
        }
        guard !parts[1].isEmpty else { throw Fault(.itemNotFound, "The path names no container.") }
        self =
            parts.count == 2 || parts[2].isEmpty
            ? .container(account, parts[1]) : .object(account, parts[1], parts[2])
    }

    var account: SwiftAccount {
        switch self {
        case .account(let account), .container(let account, _), .object(let account, _, _): account
        }
    }
}
