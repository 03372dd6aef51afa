public import SQLAccess

/// What was last asked of a server; the `action` of the original (compute.md 4.1). It says nothing of the outcome.
public enum ServerTask: String, SQLConvertible, Hashable, CaseIterable {
    case create = "CREATE"
    case start = "START"
    case stop = "STOP"
    case suspend = "SUSPEND"
    case reboot = "REBOOT"
    case destroy = "DESTROY"
}
