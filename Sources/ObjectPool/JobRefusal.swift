/// Why a queue did not take a job in.
public enum JobRefusal: Error, Sendable, Equatable {
    /// As many jobs wait as may wait.
    case full
    /// The queue takes nothing more.
    case closed
}
