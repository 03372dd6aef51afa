/// The parts of a pool; each is a namespace of its own, so that other programs that read the pool see only what is stored.
enum RadosArea: String, CaseIterable, Sendable {
    /// Blocks or maps.
    case stored = ""
    /// An empty object for each one that a collector has taken out of use.
    case retired = ".retired"
    /// Damaged content, kept for operators.
    case damaged = ".damaged"
}
