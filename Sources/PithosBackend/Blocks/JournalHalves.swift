import NIOCore
import Synchronization

/// The two files of a journal: while what is in one of them is brought to its places, the other takes in what comes.
///
/// All calls block. They may come from two threads: one that appends, one that makes checkpoints.
final class JournalHalves: Sendable {
    private let tree: StoreTree
    /// Of its files, without the number of the half.
    private let name = DirectoryBlockStore.temporaryName()
    /// Bytes of a half; what is appended at once and is more gets a half of its own.
    let size: Int
    private let unnamed: UnnamedFiles
    /// Writes a file anew that may be lost in its place.
    private let rewrite: @Sendable (JournalRecord) throws -> Void
    /// Brings all of the file system to the disk.
    private let syncing: @Sendable (JournalFile) throws -> Void
    private let state = Mutex(State())

    private struct Half {
        var file: JournalFile?
        /// Where it ends.
        var end = 0
        /// Of its records.
        var run = JournalRecord.randomRun()
        /// When its first record was written.
        var begun = ContinuousClock.now
    }

    private struct State {
        var halves = [Half(), Half()]
        var active = 0
        /// The system could not bring what was named to the disk. It says so once, and has forgotten what it was: only
        /// the journal has it.
        var isSpoilt = false
    }

    init(
        tree: StoreTree, size: Int, unnamed: UnnamedFiles,
        rewrite: @escaping @Sendable (JournalRecord) throws -> Void,
        syncing: @escaping @Sendable (JournalFile) throws -> Void
    ) {
        self.tree = tree
        self.size = size
        self.unnamed = unnamed
        self.rewrite = rewrite
        self.syncing = syncing
    }

    var directory: String { tree.journal }

    /// The files of other journals in the directory.
    func others() throws -> [String] {
        try JournalFile.paths(in: tree.journal).filter { !$0.hasPrefix("\(tree.journal)/\(name).") }
    }

    /// Whether it holds anything that may not yet be in its place on the disk.
    var isUsed: Bool { state.withLock { $0.halves.contains { $0.end > 0 } } }

    /// The half that takes in nothing more until it was emptied; nil when there is none.
    var full: Int? {
        state.withLock { state in state.halves[1 - state.active].end > 0 ? 1 - state.active : nil }
    }

    /// Whether something has been in the journal for so long.
    func holdsSomething(for age: Duration) -> Bool {
        state.withLock { $0.halves.contains { $0.end > 0 && $0.begun.duration(to: .now) >= age } }
    }

    /// Returns when all of them survive a loss of power, and waits for their names begin. False when there is no room
    /// before a half is emptied; never when it `mustFit`.
    ///
    /// - Throws: `BlockError.system`.
    func append(_ files: [ShortFile], mustFit: Bool = false) throws -> Bool {
        let length = files.reduce(0) { $0 + JournalRecord.size($1) }
        return try state.withLock { state in
            let end = state.halves[state.active].end
            if end > 0, end + length > size {
                let isOtherFree = state.halves[1 - state.active].end == 0
                guard isOtherFree || mustFit else { return false }
                if isOtherFree { state.active = 1 - state.active }
            }
            let active = state.active
            let file = try state.halves[active].file ?? makeFile(active)
            state.halves[active].file = file
            if state.halves[active].end == 0 { state.halves[active].begun = .now }
            var records = ByteBuffer()
            records.reserveCapacity(length)
            let starts = files.map { JournalRecord.append($0, run: state.halves[active].run, to: &records) }
            // Not before the last is written: who holds a slice has the buffer copied at the next write.
            let contents = zip(files, starts).map { records.getSlice(at: $1, length: $0.size) ?? ByteBuffer() }
            try records.withUnsafeReadableBytes { try file.write($0, at: state.halves[active].end) }
            state.halves[active].end += length
            // Before anybody can take all that is in this half for named.
            unnamed.add(
                zip(files, contents).map { UnnamedFiles.Entry(place: $0.place, content: $1, half: active) })
            return true
        }
    }

    /// Lets the half that is written to be emptied though more comes meanwhile, where the other one is free for that.
    func turn() {
        state.withLock { state in
            guard state.halves[state.active].end > 0, state.halves[1 - state.active].end == 0 else { return }
            state.active = 1 - state.active
        }
    }

    /// Brings everything that was named to the disk, and empties the halves of which all is named.
    ///
    /// - Throws: `BlockError.system`; the journal keeps what it holds then.
    func checkpoint() throws {
        let before = state.withLock { $0 }
        let done = [0, 1].filter { before.halves[$0].end > 0 && unnamed.areNamed(inHalf: $0) }
        guard let file = done.first.flatMap({ before.halves[$0].file }) else { return }
        let isMended = try !before.isSpoilt || rewriteAll(before)
        do {
            try syncing(file)
        } catch {
            state.withLock { $0.isSpoilt = true }
            throw error
        }
        try state.withLock { state in
            state.isSpoilt = !isMended
            // To what was appended since, `done` does not apply.
            for half in done where state.halves[half].end == before.halves[half].end {
                try state.halves[half].file?.empty()
                state.halves[half].end = 0
                state.halves[half].run = JournalRecord.randomRun()
            }
        }
    }

    /// Closes the files, and removes those that hold nothing.
    func close() {
        state.withLock { state in
            for half in state.halves where half.end == 0 { half.file?.remove() }
            state = State()
        }
    }

    /// Whether all could be written. What waits for its name perhaps cannot be: it is in a half that stays.
    private func rewriteAll(_ state: State) throws -> Bool {
        var areAll = true
        for half in state.halves where half.end > 0 {
            for record in try half.file?.contents().records ?? [] {
                do {
                    try rewrite(record)
                } catch {
                    guard unnamed.content(of: tree.place(record.kind, record.hash)) != nil else { throw error }
                    areAll = false
                }
            }
        }
        return areAll
    }

    private func makeFile(_ half: Int) throws -> JournalFile {
        try JournalFile(
            name: "\(name).\(half)", in: tree.journal, staging: tree.staging)
    }
}
