/// Why a pool lent nothing.
public enum ObjectPoolError: Error, Sendable, Equatable {
    /// Every object was lent out for the whole time the borrower was ready to wait.
    case timedOut
    /// The pool has been closed.
    case closed
}
