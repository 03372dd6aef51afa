/// A file in the staging directory, whose content has its hash but not yet its name.
struct StagedFile: Sendable {
    var path: String
    /// Where it belongs.
    var place: HashedPlace
}
