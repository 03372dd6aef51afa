public import NIOCore

/// A block store that Synnefo 0.16 to 0.21 may have written before, through Archipelago. What it left where only Archipelago
/// looks for it is read there, and taken over by `ArchipelagoAdoption`.
///
/// - Source: object-storage.md 5.3.
public protocol ArchipelagoStore: BlockStore {
    /// What lies beside the maps under a name that is no hash; nil where nothing does. No more of it than a block has.
    ///
    /// - Parameter name: of a map, or of a part of one.
    /// - Throws: `BlockError`.
    func archipelagoObject(_ name: String) async throws -> ByteBuffer?

    /// Brings blocks and maps to the places where everything else is. May be broken off and begun anew.
    ///
    /// - Parameters:
    ///   - isDryRun: only counts.
    ///   - progress: told how far it is, from 0 to 1.
    func adoptFiles(isDryRun: Bool, progress: @escaping @Sendable (Double) -> Void) async throws -> AdoptedFiles
}

/// What became of files that lay where Archipelago put them.
public struct AdoptedFiles: Sendable {
    /// Were, or are to be, brought to their places.
    public var count = 0
    /// Stay where they are: these, and why.
    public var failures: [(path: String, reason: String)] = []

    public init() {}

    static func += (sum: inout AdoptedFiles, other: AdoptedFiles) {
        sum.count += other.count
        sum.failures += other.failures
    }
}
