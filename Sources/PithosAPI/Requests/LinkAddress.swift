/// Where public links lead.
struct LinkAddress: Sendable {
    /// What the object store is reached under, without a slash at its end.
    let baseURL: String

    /// What every public link begins with.
    var prefix: String { baseURL + "/public/" }
}
