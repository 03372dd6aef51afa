public import SQLAccess

/// What a server is doing, as its backend last told. Source: compute.md 2.2.
public enum OperState: String, SQLConvertible, Hashable, CaseIterable {
    case build = "BUILD"
    case error = "ERROR"
    case stopped = "STOPPED"
    case started = "STARTED"
    case destroyed = "DESTROYED"
}
