public import SQLAccess

/// How far a backend's job is (operations.md 3.7).
public enum JobStatus: String, SQLConvertible, Hashable, CaseIterable {
    case queued, waiting, canceling, running, canceled, success, error

    /// Whether the job has not ended yet.
    public var isPending: Bool {
        switch self {
        case .queued, .waiting, .canceling, .running: true
        case .canceled, .success, .error: false
        }
    }
}
