import Glibc
public import Vocabulary

/// Finds blocks and maps that no version refers to, and takes them away while the service runs.
///
///     versions ─▶ roots of hashmaps ─▶ hashmaps ─▶ blocks          what is in use, in spill files
///     names in the store, less those ─▶ retired ─▶ later discarded
///
/// Why nothing that is needed goes: an upload touches what it relies on not long before the version that refers to it is
/// made. A version that was made after the collection began, which therefore may not have seen it, refers to what was
/// touched later than the grace before the begin; and only what was not is retired. That holds however long the
/// collection takes, or pauses. A copy refers to what an older version does, which comes earlier in the list of versions.
///
/// Memory stays within some 50 MB for a hundred million blocks; spill files take 32 bytes for each reference.
public struct GarbageCollector: Sendable {
    let storage: PithosStorage
    /// What the store of the installation keeps things in.
    let parts: [any CollectableStore]

    /// Collects, or goes on with a collection that was cut off, if it had the same options.
    ///
    /// - Parameters:
    ///   - directory: for its notes; made where it is missing. One collection at a time uses it.
    ///   - restarts: forgets what was cut off.
    ///   - progress: is told now and then.
    /// - Throws: conflict while another collection runs; `BlockError`; `DatabaseError`.
    public func run(
        _ options: CollectionOptions, in directory: String, restarts: Bool = false,
        progress: (CollectionProgress) -> Void = { _ in }
    ) async throws -> CollectionReport {
        _ = try FileCalls.makeDirectory(directory)
        let lock = try FileLock(directory + "/lock")
        defer { lock.release() }
        if restarts { CollectionState.forget(in: directory) }
        do {
            return try await run(try await state(options, in: directory), in: directory, progress)
        } catch is HashSpillLost {
            CollectionState.forget(in: directory)
            return try await run(try await state(options, in: directory), in: directory, progress)
        }
    }

    /// When the collection that would go on began; nil when a new one would begin.
    public func unfinished(_ options: CollectionOptions, in directory: String) -> Timestamp? {
        state(of: options, in: directory)?.began
    }

    /// Where a collection of these stores with these options was cut off.
    private func state(of options: CollectionOptions, in directory: String) -> CollectionState? {
        guard let state = CollectionState.load(from: directory), state.options == options,
            state.stores == parts.map(\.place)
        else { return nil }
        return state
    }

    private func state(_ options: CollectionOptions, in directory: String) async throws -> CollectionState {
        if let state = state(of: options, in: directory) { return state }
        var began = Timestamp.now()
        for part in parts { began = min(began, try await part.now()) }
        return CollectionState(options: options, stores: parts.map(\.place), beganMicroseconds: began.microseconds)
    }

    private func run(
        _ state: CollectionState, in directory: String, _ progress: (CollectionProgress) -> Void
    ) async throws -> CollectionReport {
        let run = try CollectionRun(storage: storage, parts: parts, directory: directory, state: state)
        let report = try await run.run(progress)
        run.remove()
        CollectionState.forget(in: directory)
        return report
    }
}
