/// Whether the content of a snapshot, which lies outside of the object store, can be used.
///
/// - Source: object-storage.md 4.13.
public enum Availability: Int, Sendable {
    case usable = 1
    case notYet = 0
    case broken = -1
}
