public import NIOCore
public import PithosBackend

/// In Ceph Archipelago names objects as everybody does: only its maps are others.
///
/// - Source: object-storage.md 5.3.
extension RadosBlockStore: ArchipelagoStore {
    public func archipelagoObject(_ name: String) async throws -> ByteBuffer? {
        try await objects(.map).read(named: name, at: 0, length: blockSize)
    }

    public func adoptFiles(
        isDryRun: Bool, progress: @escaping @Sendable (Double) -> Void
    ) async throws -> AdoptedFiles { AdoptedFiles() }
}
