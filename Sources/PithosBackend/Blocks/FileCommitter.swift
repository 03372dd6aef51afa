import NIOPosix

/// Gives staged files their names, durably, for many uploads at once.
///
/// A commit syncs the data, renames, then syncs the directories. Each sync takes the disk about as long however much it
/// covers, so whoever arrives while a commit runs joins the next one:
///
///     upload A ──▶ [ commit A ]──────▶ done
///     upload B ─────▶ waits │ leads [ commit B, C, D ]
///     upload C, D ──▶ wait ─┘
actor FileCommitter {
    private let pool: NIOThreadPool
    private let verifier: FileVerifier
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

    /// - Parameter verifier: learns of the files, which need not be read to know what they hold.
    init(pool: NIOThreadPool, verifier: FileVerifier) {
        self.pool = pool
        self.verifier = verifier
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

    /// Syncs run beside each other: the disk gathers what comes at once, and answers it together. In which order
    /// directories become durable does not matter, since nobody hears of the files before all are.
    private nonisolated func name(_ files: [StagedFile]) async throws {
        guard !files.isEmpty else { return }
        try await Self.sync(files.map(\.path), isDirectory: false, on: pool)
        try await pool.runIfActive { [verifier] in
            for file in files {
                try FileCalls.rename(file.path, into: file.place)
                try verifier.remember(file.place)
            }
        }
        // All the way up: the directories may be the work of a short file, or of another process.
        let directories = Set(files.flatMap { [$0.place.tree] + $0.place.directories })
        try await Self.sync(Array(directories), isDirectory: true, on: pool)
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
