import Glibc
import Logging
import NIOPosix
import Vocabulary

/// Reads everything in the store again, slowly, round after round: what a disk forgets is found while there still is
/// another copy somewhere. Damaged files are set aside, and the log names the objects they belong to.
///
/// One thread of the lowest priority, so many bytes a pass and no more. Where it stands is kept in a file.
public actor Scrubber {
    private let storage: PithosStorage
    private let options: Options
    private var state: ScrubState
    /// What is looked through now, nil before it is listed, and what of it is left, last first.
    private var page: StoredPage?
    private var names: [BlockHash] = []
    /// Bytes that may still be read; below zero after a large block.
    private var budget = 0
    private var isRunning = false
    /// When something is tried again that failed, or a search done again that is long.
    private var retries = Timestamp(microseconds: 0)
    private var searches = Timestamp(microseconds: 0)

    public struct Options: Sendable {
        /// From the begin of one round to that of the next.
        public var period: Duration
        /// Bytes that one pass may read.
        public var perPass: Int
        /// Of the file that says where the scrub stands.
        public var statePath: String

        public init(period: Duration, perPass: Int, statePath: String) {
            self.period = period
            self.perPass = perPass
            self.statePath = statePath
        }
    }

    private let thread: NIOThreadPool

    /// What a small file costs of the budget, in bytes: to find it takes a disk longer than to read it.
    private static let fileCost = 256 << 10
    private static let namesAPage = 1000
    /// Objects that the log names after one search.
    private static let objectsTold = 100
    private static let pauseAfterFailure = Duration.seconds(60)
    private static let pauseAfterSearch = Duration.seconds(600)

    init(storage: PithosStorage, options: Options, thread: NIOThreadPool) {
        self.storage = storage
        self.options = options
        self.thread = thread
        state = ScrubState.load(from: options.statePath) ?? ScrubState(began: .now())
    }

    /// Whether this round has ended.
    public var isIdle: Bool { state.kind == nil }

    /// Reads on, as much as one pass may. To be called again and again; returns early when its task is cancelled.
    ///
    /// - Throws: what the store or the database throw; passes do nothing for a while then.
    public func pass() async throws {
        // An actor lets others in while it waits.
        guard !isRunning, Timestamp.now() >= retries else { return }
        isRunning = true
        defer { isRunning = false }
        do {
            try await tellWhoIsConcerned()
            try await readOn()
        } catch is CancellationError {
            return
        } catch {
            retries = .now() + Self.pauseAfterFailure
            throw error
        }
    }

    private func readOn() async throws {
        if state.kind == nil {
            guard Timestamp.now() >= state.began + options.period else { return }
            state = ScrubState(began: .now())
        }
        budget = min(budget, 0) + options.perPass
        while budget > 0, let kind = state.kind {
            try Task.checkCancellation()
            if let hash = names.popLast() {
                try await inspect(kind.stored, hash)
            } else {
                try await turnPage(kind)
            }
        }
    }

    private func inspect(_ kind: StoredKind, _ hash: BlockHash) async throws {
        // Of that thread alone; costs nothing to say again.
        _ = try await thread.runIfActive { setpriority(Int32(PRIO_PROCESS.rawValue), 0, 19) }
        let inspection = try await storage.blocks.inspect(kind, hash, setsAside: true, on: thread)
        budget -= max(inspection.bytes, Self.fileCost)
        storage.health.scrubbed(bytes: inspection.bytes)
        state.seen += StoredAmount(count: 1, bytes: Int64(inspection.bytes))
        switch inspection {
        case .good, .missing: break
        case .damaged: state.damaged += 1
        case .unreadable(let reason):
            storage.logger.error(
                "a stored file cannot be read", metadata: ["kind": "\(kind)", "hash": "\(hash)", "error": "\(reason)"])
        }
    }

    private func turnPage(_ kind: ScrubState.Kind) async throws {
        if let page {
            guard let next = page.next else { return try finish(kind) }
            state.cursor = next.text
        }
        let page = try await storage.blocks.list(
            kind.stored, after: state.cursor.map { StoredCursor($0) }, limit: Self.namesAPage)
        self.page = page
        names = page.hashes.reversed()
        try state.save(to: options.statePath)
    }

    private func finish(_ kind: ScrubState.Kind) throws {
        page = nil
        state.cursor = nil
        state.kind = kind.next
        try state.save(to: options.statePath)
        guard state.kind == nil else { return }
        let took = Timestamp.now() - state.began
        storage.health.scrubEnded(.now())
        storage.logger.notice(
            "everything in the object store was read again",
            metadata: [
                "files": "\(state.seen.count)", "bytes": "\(state.seen.bytes)", "damaged": "\(state.damaged)",
                "seconds": "\(took.components.seconds)",
            ])
        guard took > options.period else { return }
        storage.logger.warning("that took longer than PITHOS_SCRUB_PERIOD; PITHOS_SCRUB_RATE is too low for it")
    }

    /// Names the objects that something found damaged belongs to, whoever found it.
    private func tellWhoIsConcerned() async throws {
        guard Timestamp.now() >= searches else { return }
        let damage = storage.health.takeUntold()
        guard !damage.isEmpty else { return }
        searches = .now() + Self.pauseAfterSearch
        do {
            try await tellWhoIsConcerned(by: damage)
        } catch {
            storage.health.putBack(untold: damage)
            throw error
        }
    }

    private nonisolated func tellWhoIsConcerned(by damage: [Damage]) async throws {
        var count = 0
        try await ConcernedObjects(storage: storage).find(damage) { concerned in
            count += 1
            guard count <= Self.objectsTold else { return }
            storage.logger.error(
                "an object has lost a part of its content",
                metadata: [
                    "object": "\(concerned.path)", "version": "\(concerned.version)",
                    "isCurrent": "\(concerned.isCurrent)", "kind": "\(concerned.damage.kind)",
                    "hash": "\(concerned.damage.hash)",
                ])
        }
        guard count > Self.objectsTold else { return }
        storage.logger.error(
            "more objects have lost a part of their content; snf-manage pithos-fsck names all",
            metadata: ["objects": "\(count)"])
    }
}
