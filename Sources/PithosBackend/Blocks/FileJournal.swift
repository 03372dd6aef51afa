import Glibc
import Logging
import NIOCore
import ObjectPool

/// Makes short files durable with one write and one sync for all that come at once, where each file and each directory
/// above it would need a sync of its own. They get their names afterwards.
///
///     append ─▶ journal, synced ─▶ answered ─ ─ soon ─ ─▶ named ─ ─ later ─ ─▶ file system synced ─▶ journal begins anew
///
/// Until it is named a file is read from memory here, and by other processes from the journal, see `contentsOfOthers`.
/// Journals are locked as long as their process lives; whoever opens the store next puts what a dead process left in them
/// into its place, see `DirectoryBlockStore.recover`.
final class FileJournal: Sendable {
    /// Bytes of the longest content that is worth writing twice.
    static let contentLimit = 64 << 10

    let halves: JournalHalves
    private let unnamed = UnnamedFiles()
    private let namer: JournalNamer
    private let queue = JobQueue<Append>(limit: 10_000)
    private let writerThread: WorkerThreads
    private let namerThread: WorkerThreads

    /// What somebody waits for.
    private struct Append: Sendable {
        var files: [ShortFile]
        var done: CheckedContinuation<Void, any Error>
    }

    /// - Parameters:
    ///   - tree: whose files these are; its directories exist.
    ///   - halfSize: bytes of each of two files.
    ///   - syncing: brings all of the file system to the disk.
    init(
        tree: StoreTree, shortFiles: ShortFiles, logger: Logger, halfSize: Int = 64 << 20,
        syncing: @escaping @Sendable (JournalFile) throws -> Void = { try $0.syncFileSystem() }
    ) {
        let halves = JournalHalves(
            tree: tree, size: halfSize, unnamed: unnamed,
            rewrite: { try shortFiles.replace([$0.content], at: tree.place($0.kind, $0.hash)) },
            syncing: { file in
                do {
                    try syncing(file)
                } catch {
                    shortFiles.verifier.forget()
                    throw error
                }
            })
        let namer = JournalNamer(halves: halves, unnamed: unnamed, shortFiles: shortFiles, logger: logger)
        self.halves = halves
        self.namer = namer
        namerThread = WorkerThreads(name: "names", count: 1) { _ in namer.run() }
        writerThread = WorkerThreads(name: "journal", count: 1) { [queue] _ in
            while let first = queue.take() { Self.append(first, from: queue, to: halves, namer) }
        }
    }

    /// Without `close` what waits is left to who opens the store next.
    deinit {
        queue.close()
        namer.end(finishing: false)
    }

    /// Returns when all of them survive a loss of power. From then on they are found, here and in their places.
    ///
    /// - Throws: `BlockError`.
    func append(_ files: [ShortFile]) async throws {
        guard !files.isEmpty else { return }
        try await withCheckedThrowingContinuation { done in
            do throws(JobRefusal) {
                try queue.add(Append(files: files, done: done))
            } catch {
                done.resume(throwing: BlockError.unavailable("the journal takes in nothing more: \(error)"))
            }
        }
    }

    /// What belongs at a place and has no name there yet. Asked before one looks at the place, it cannot be missed.
    func content(of place: HashedPlace) -> ByteBuffer? { unnamed.content(of: place) }

    /// Which of `places` lie in other processes' journals, and what: to be asked for what is not in its place. What is in
    /// neither of two looks at the place, one before and one after, is nowhere.
    ///
    /// - Parameter asFarAsReadable: for who can do without: what lies in a journal that cannot be read is not found then.
    func contentsOfOthers(
        _ places: Set<HashedPlace>, asFarAsReadable: Bool = false
    ) throws -> [HashedPlace: ByteBuffer] {
        var found: [HashedPlace: ByteBuffer] = [:]
        var failure: (any Error)?
        for path in try halves.others() {
            let missing = places.subtracting(found.keys)
            guard !missing.isEmpty else { break }
            do {
                found.merge(try JournalFile.contents(of: missing, at: path)) { first, _ in first }
            } catch {
                failure = error
            }
        }
        if let failure, !asFarAsReadable, found.count < places.count { throw failure }
        return found
    }

    /// Returns when all that was appended has its name, or could not get it.
    func drain() async { await unnamed.wait() }

    /// Empties the journal as far as can be, and takes in nothing more.
    func close() async { await end(finishing: true) }

    /// Ends as the death of the process does.
    func stop() async { await end(finishing: false) }

    private func end(finishing: Bool) async {
        queue.close()
        if finishing { await writerThread.join() }
        namer.end(finishing: finishing)
        await namerThread.join()
        await writerThread.join()
        halves.close()
    }

    // MARK: - On the writer's thread

    /// How many share a sync. Enough for all who can wait at a time, and not so much that a half is full at once.
    private static let sharersLimit = 64

    /// Appends what waits, all at once.
    private static func append(
        _ first: Append, from queue: JobQueue<Append>, to halves: JournalHalves, _ namer: JournalNamer
    ) {
        var appends = [first]
        while appends.count < sharersLimit, let next = queue.takeIfReady() { appends.append(next) }
        let result = Result {
            while try !halves.append(appends.flatMap(\.files)) { try namer.waitForRoom() }
        }
        for append in appends { append.done.resume(with: result) }
        namer.wake()
    }
}
