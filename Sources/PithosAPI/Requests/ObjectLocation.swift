import PithosBackend
import Vocabulary

/// `/container/object` in a header.
enum ObjectLocation {
    /// - Parameter header: for the fault.
    /// - Throws: badRequest unless both names are there and a slash leads.
    static func parse(_ value: String, account: UserID, header: String) throws -> ObjectPath {
        let invalid = Fault(.badRequest, "Invalid \(header) header")
        guard value.utf8.first == UInt8(ascii: "/") else { throw invalid }
        let names = value.dropping(bytes: 1).cutAtSlashes(parts: 2)
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { throw invalid }
        return try ObjectPath(try ContainerPath(account: account, container: names[0]), name: names[1])
    }

    /// The account that a header names; `standard` where it names none.
    static func account(_ name: String?, standard: UserID) -> UserID {
        guard let name, !name.isEmpty else { return standard }
        return SwiftAccount(name: name).owner ?? UserID(name)
    }
}
