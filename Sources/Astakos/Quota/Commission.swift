public import AstakosClient
public import Vocabulary

/// A set of provisions issued together, pending until its component accepts or rejects it.
public struct Commission: Sendable, Hashable {
    public var serial: CommissionSerial
    public var name: String
    /// The component that issued it, by name; no other may resolve it.
    public var clientKey: String
    public var issued: Timestamp

    public init(serial: CommissionSerial, name: String, clientKey: String, issued: Timestamp) {
        self.serial = serial
        self.name = name
        self.clientKey = clientKey
        self.issued = issued
    }
}

/// How a commission ends.
enum CommissionEnd: String {
    case accept = "ACCEPT"
    case reject = "REJECT"

    func apply(_ provision: Provision, to holding: inout Holding) {
        switch self {
        case .accept: holding.accept(provision)
        case .reject: holding.reject(provision)
        }
    }
}
