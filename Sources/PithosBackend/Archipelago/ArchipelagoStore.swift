public import NIOCore

/// A block store that Synnefo 0.16 to 0.21 may have written before, through Archipelago. What it left where only Archipelago
/// looks for it is taken over: `ArchipelagoAdoption`.
///
/// - Source: object-storage.md 5.3.
public protocol ArchipelagoStore: BlockStore {
    /// What lies beside the maps under a name that is no hash; nil where nothing does.
    ///
    /// - Parameter name: of a map, or of a part of one.
    /// - Throws: `BlockError`.
    func archipelagoObject(_ name: String) async throws -> ByteBuffer?

    /// Brings blocks and maps to the places where they are looked for. May be broken off and begun anew.
    ///
    /// - Parameters:
    ///   - isDryRun: only counts.
    ///   - progress: told how far it is, from 0 to 1.
    /// - Returns: how many were, or are to be, brought there.
    func adoptFiles(isDryRun: Bool, progress: @escaping @Sendable (Double) -> Void) async throws -> Int
}
