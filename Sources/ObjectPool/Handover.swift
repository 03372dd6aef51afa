/// Something that only one thread may use, made on one thread and given for good to another.
///
/// Unchecked, because the type system cannot see the hand-over: the giver keeps no reference, and `take` is called
/// once,
/// on the thread that uses the value from then on.
public final class Handover<Value>: @unchecked Sendable {
    private var value: Value?

    public init(_ value: Value) {
        self.value = value
    }

    public func take() -> Value {
        guard let value else { preconditionFailure("it was taken before") }
        self.value = nil
        return value
    }
}
