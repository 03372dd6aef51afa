import PithosBackend
import Vocabulary

/// `container/object` in a header, percent-encoded; a slash may lead.
enum SwiftLocation {
    /// - Parameter header: for the fault.
    /// - Throws: preconditionFailed unless both names are there.
    static func parse(_ value: String, account: UserID, header: String) throws -> ObjectPath {
        let invalid = Fault(.preconditionFailed, "\(header) header must be of the form <container name>/<object name>")
        guard let text = PercentEncoding.decode(value), !text.utf8.contains(0) else { throw invalid }
        let rest = text.utf8.first == UInt8(ascii: "/") ? text.utf8.dropFirst() : text.utf8[...]
        let names = rest.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
            .map { String(decoding: Array($0), as: UTF8.self) }
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { throw invalid }
        return try ObjectPath(try ContainerPath(account: account, container: names[0]), name: names[1])
    }

    /// - Throws: preconditionFailed for an account's name with a slash; forbidden for one that nobody can have.
    static func account(_ name: String?, standard: UserID, header: String) throws -> UserID {
        guard let name else { return standard }
        guard let text = PercentEncoding.decode(name), !text.contains("/") else {
            throw Fault(.preconditionFailed, "\(header) is no account's name")
        }
        guard let owner = SwiftAccount(name: text).owner else { throw SwiftCall.forbidden }
        return owner
    }
}
