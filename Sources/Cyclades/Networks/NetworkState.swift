public import SQLAccess

/// The state of a network, and of a network on one backend.
public enum NetworkState: String, SQLConvertible, Hashable, CaseIterable {
    case pending = "PENDING"
    case active = "ACTIVE"
    case deleted = "DELETED"
    case error = "ERROR"
}

/// What was last asked of a network.
public enum NetworkTask: String, SQLConvertible, Hashable {
    case create = "CREATE"
    case destroy = "DESTROY"
}
