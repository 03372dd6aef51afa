import Glibc
import NIOCore
import Synchronization

/// What makes small files durable before they lie in their places on the disk: one write and one sync for all that come
/// at once, where each file and each directory above it would need a sync of its own.
///
///     journal, synced ─▶ file gets its name ─▶ answered ─ ─ later ─ ─▶ file system synced ─▶ journal begins anew
///
/// It has two halves, `.journal/4711-a1b2c3.0` and `.1`: while what is in one of them is brought to its places, the other
/// takes in what comes. Both are locked as long as their process lives. Whoever opens the store next puts what a dead
/// process left in them into its places, see `DirectoryBlockStore.recover`.
///
/// All calls block.
final class FileJournal: Sendable {
    /// Bytes of the longest content that is worth writing twice.
    static let contentLimit = 64 << 10

    /// Absolute.
    let directory: String
    private let staging: String
    /// Bytes of a half; a commit of more gets a half of its own.
    private let halfSize: Int
    private let state = Mutex(State())

    private struct State {
        var halves: [JournalFile?] = [nil, nil]
        var active = 0
        /// Where the active half ends.
        var end = 0
        /// Counts changes of the active half.
        var turn = 0
        /// The other half holds what may not yet be in its places on the disk.
        var isOtherFull = false
        /// What was appended last has no names yet.
        var isNaming = false
    }

    /// - Parameter staging: a directory of the same file system, where files are made that nobody may look at.
    init(directory: String, staging: String, halfSize: Int = 16 << 20) {
        self.directory = directory
        self.staging = staging
        self.halfSize = halfSize
    }

    /// Whether a checkpoint should be made before the active half is full, too.
    var wantsCheckpoint: Bool { state.withLock(\.isOtherFull) }

    /// Whether it holds anything that may not yet be in its place on the disk.
    var isUsed: Bool { state.withLock { $0.end > 0 || $0.isOtherFull } }

    /// Returns when all of them survive a loss of power. Of two calls, what the first appended must be in its places
    /// before the second, and `wasNamed` called.
    ///
    /// - Throws: `BlockError.system`.
    func append(_ files: [(place: HashedPlace, content: [ByteBuffer])]) throws {
        guard !files.isEmpty else { return }
        var records = ByteBuffer()
        records.reserveCapacity(files.reduce(0) { $0 + JournalRecord.size($1.content) })
        for file in files { JournalRecord.append(file.content, of: file.place, to: &records) }
        let (half, end) = try begin(records.readableBytes)
        try records.withUnsafeReadableBytes { try half.write($0, at: end) }
        try half.sync()
        state.withLock { $0.end += records.readableBytes }
    }

    /// Where so many bytes go. The lock is held by nobody who waits for the disk: actors look at the state, too.
    private func begin(_ count: Int) throws -> (JournalFile, end: Int) {
        let now = state.withLock { state in
            // From here on no checkpoint takes what is appended for named.
            state.isNaming = true
            return state
        }
        if now.end > 0, now.end + count > halfSize {
            if now.isOtherFull { try now.halves[now.active]?.syncFileSystem() }
            state.withLock { state in
                state.active = 1 - state.active
                state.isOtherFull = true
                state.end = 0
                state.turn += 1
            }
        }
        let (active, end, existing) = state.withLock { ($0.active, $0.end, $0.halves[$0.active]) }
        if let existing { return (existing, end) }
        let half = try makeHalf(active)
        state.withLock { $0.halves[active] = half }
        return (half, end)
    }

    /// What was appended last lies in its places, as far as other processes can see, or nobody relies on it.
    func wasNamed() { state.withLock { $0.isNaming = false } }

    /// Brings everything that was named to the disk, so that the journal can begin anew.
    ///
    /// - Throws: `BlockError.system`; the journal keeps what it holds then.
    func checkpoint() throws {
        let before = state.withLock { $0 }
        guard before.end > 0 || before.isOtherFull, let half = before.halves[before.active] else { return }
        try half.syncFileSystem()
        try state.withLock { state in
            guard state.turn == before.turn else { return }
            try state.halves[1 - state.active]?.empty()
            state.isOtherFull = false
            guard state.end == before.end, !before.isNaming, !state.isNaming else { return }
            try state.halves[state.active]?.empty()
            state.end = 0
        }
    }

    private func makeHalf(_ number: Int) throws -> JournalFile {
        _ = try FileCalls.makeDirectory(directory)
        return try JournalFile(
            name: "\(DirectoryBlockStore.temporaryName()).\(number)", in: directory, staging: staging)
    }
}
