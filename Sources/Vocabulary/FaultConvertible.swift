/// An error of a driver that means the same whoever meets it: an outage that passes, or input no store can take.
///
/// A service that knows more translates the error itself; this is what the caller is told when nobody did.
public protocol FaultConvertible: Error {
    /// Nil when it is nothing but a defect of ours.
    var fault: Fault? { get }
}
