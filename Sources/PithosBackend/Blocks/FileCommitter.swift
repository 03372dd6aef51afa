import Glibc
import NIOCore
import NIOPosix

/// Gives staged files their names, durably, for many uploads at once.
///
/// A commit syncs the data, renames, then syncs the directories; small files are synced all at once, in the journal. Each
/// sync takes the disk about as long however much it covers, so whoever arrives while a commit runs joins the next one:
///
///     upload A ──▶ [ commit A ]──────▶ done
///     upload B ─────▶ waits │ leads [ commit B, C, D ]
///     upload C, D ──▶ wait ─┘
actor FileCommitter {
    private let pool: NIOThreadPool
    private let verifier: FileVerifier
    private let journal: FileJournal
    private let smallFiles: SmallFiles
    /// A checkpoint of the journal waits for its time, and one runs.
    private var awaitsCheckpoint = false
    private var makesCheckpoint = false
    private var isBusy = false
    private var waiting: [Waiter] = []

    private struct Waiter {
        var files: [StagedFile]
        var turn: CheckedContinuation<Turn, Never>
    }

    /// What a waiter wakes up to.
    private enum Turn {
        /// Its files were committed with others', or could not be.
        case done(Result<Void, any Error>)
        /// It commits its own files and those of `others`.
        case lead(others: [Waiter])
    }

    /// How long a file may lie in the journal alone. By then the system has written most of it by itself.
    private static let timeToCheckpoint = Duration.seconds(30)

    /// - Parameters:
    ///   - verifier: learns of the files, which need not be read to know what they hold.
    ///   - journal: makes small files durable.
    ///   - smallFiles: gives them their places.
    init(pool: NIOThreadPool, verifier: FileVerifier, journal: FileJournal, smallFiles: SmallFiles) {
        self.pool = pool
        self.verifier = verifier
        self.journal = journal
        self.smallFiles = smallFiles
    }

    /// Returns when all of `files` are durable under their names. With no files it returns when the commit that runs
    /// now has ended, so that a file somebody else has just renamed can be relied on.
    func commit(_ files: [StagedFile]) async throws {
        var others: [Waiter] = []
        if isBusy {
            switch await withCheckedContinuation({ waiting.append(Waiter(files: files, turn: $0)) }) {
            case .done(let result): return try result.get()
            case .lead(let joined): others = joined
            }
        } else if files.isEmpty {
            return
        }
        isBusy = true
        let all = files + others.flatMap(\.files)
        // Not as a part of this task: when its request is given up, the others' files must be committed all the same.
        let result = await Task { try await name(all) }.result
        for other in others { other.turn.resume(returning: .done(result)) }
        passTheLead()
        prepareCheckpoint()
        try result.get()
    }

    private func passTheLead() {
        guard let next = waiting.first else {
            isBusy = false
            return
        }
        let others = Array(waiting.dropFirst())
        waiting = []
        next.turn.resume(returning: .lead(others: others))
    }

    private nonisolated func name(_ files: [StagedFile]) async throws {
        async let small: Void = nameSmall(files)
        try await nameLarge(files)
        try await small
    }

    /// Syncs run beside each other: the disk gathers what comes at once, and answers it together. In which order
    /// directories become durable does not matter, since nobody hears of the files before all are.
    private nonisolated func nameLarge(_ files: [StagedFile]) async throws {
        let large = files.compactMap { file in file.temporaryPath.map { (path: $0, place: file.place) } }
        guard !large.isEmpty else { return }
        try await Self.sync(large.map(\.path), isDirectory: false, on: pool)
        try await pool.runIfActive { [verifier] in
            for file in large {
                try FileCalls.rename(file.path, into: file.place)
                try verifier.remember(file.place)
            }
        }
        // All the way up: the directories may be the work of a small file, or of another process.
        let directories = Set(large.flatMap { [$0.place.tree] + $0.place.directories })
        try await Self.sync(Array(directories), isDirectory: true, on: pool)
    }

    /// All on one thread: to change it takes as long as to make a file.
    private nonisolated func nameSmall(_ files: [StagedFile]) async throws {
        let small = files.compactMap { file in
            if case .content(let content) = file.source { (place: file.place, content: content) } else { nil }
        }
        guard !small.isEmpty else { return }
        try await pool.runIfActive { [journal, smallFiles] in
            // Also when it failed: then nobody relies on what was appended.
            defer { journal.wasNamed() }
            try journal.append(small)
            for file in small { try smallFiles.put(file.content, at: file.place) }
        }
    }

    // MARK: - Checkpoints

    /// Sees to it that what is in the journal reaches its places: soon when half of it is full, else when uploads have
    /// had some time.
    private func prepareCheckpoint() {
        if journal.wantsCheckpoint, !makesCheckpoint {
            makesCheckpoint = true
            Task { await makeCheckpoint() }
        } else if journal.isUsed, !awaitsCheckpoint {
            awaitsCheckpoint = true
            Task { [weak self] in
                try? await Task.sleep(for: Self.timeToCheckpoint)
                await self?.makeDueCheckpoint()
            }
        }
    }

    private func makeDueCheckpoint() async {
        awaitsCheckpoint = false
        guard !makesCheckpoint else { return }
        makesCheckpoint = true
        await makeCheckpoint()
        prepareCheckpoint()
    }

    private func makeCheckpoint() async {
        // What fails here is tried again, at the latest when the journal is full: then uploads hear of it.
        try? await pool.runIfActive { [journal] in try journal.checkpoint() }
        makesCheckpoint = false
    }

    private static func sync(_ paths: [String], isDirectory: Bool, on pool: NIOThreadPool) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, path) in paths.enumerated() {
                // The others' uploads need threads of the pool, too.
                if index >= syncsAtOnce { try await group.next() }
                group.addTask { try await pool.runIfActive { try FileCalls.sync(path, isDirectory: isDirectory) } }
            }
            try await group.waitForAll()
        }
    }

    private static let syncsAtOnce = 8
}
