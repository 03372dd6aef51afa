import NIOPosix
import Synchronization

/// Makes sure that files hold what their names say, each once until it changes.
///
///     open ─▶ known good? ──yes──▶ served
///                └─no─▶ hashed, by one for all who wait ─▶ remembered, served
///                                      └─▶ another hash: set aside, never served
final class FileVerifier: Sendable {
    private let pool: NIOThreadPool
    let quarantine: Quarantine
    private let health: StoreHealth
    private let verified = VerifiedFiles()
    /// Who waits for a file that is being hashed.
    private let running = Mutex<[VerifiedFiles.Mark: [CheckedContinuation<Void, any Error>]]>([:])

    init(pool: NIOThreadPool, quarantine: Quarantine, health: StoreHealth) {
        self.pool = pool
        self.quarantine = quarantine
        self.health = health
    }

    func isKnownGood(_ file: StoredFile) -> Bool { verified.contains(VerifiedFiles.mark(file.place, file.stamp)) }

    /// Takes what lies at `place` for good: we have just written it.
    func remember(_ place: HashedPlace) throws {
        guard let stamp = try FileStamp(path: place.path) else { return }
        verified.insert(VerifiedFiles.mark(place, stamp))
    }

    /// Takes no file for good any more: the disk has failed, and what the system kept in memory of it may be gone.
    func forget() { verified.removeAll() }

    /// What was known to be good before we touched it still is.
    func carryOver(_ place: HashedPlace, from before: FileStamp, to after: FileStamp) {
        guard verified.contains(VerifiedFiles.mark(place, before)) else { return }
        verified.insert(VerifiedFiles.mark(place, after))
    }

    /// Returns when the file is known to be good.
    ///
    /// - Throws: `BlockError.damagedBlock`, `damagedMap`.
    func verify(_ file: StoredFile) async throws {
        let mark = VerifiedFiles.mark(file.place, file.stamp)
        guard !verified.contains(mark) else { return }
        try await withCheckedThrowingContinuation { continuation in
            let isFirst = running.withLock { running in
                running[mark, default: []].append(continuation)
                return running[mark]?.count == 1
            }
            guard isFirst else { return }
            // Not as a part of the caller's task: when that is cancelled, the others still wait.
            pool.submit { [self] state in
                let result = Result {
                    guard state == .active else { throw CancellationError() }
                    try verifyBlocking(file)
                }
                let waiting = running.withLock { $0.removeValue(forKey: mark) } ?? []
                for each in waiting { each.resume(with: result) }
            }
        }
    }

    /// `verify` on the calling thread.
    func verifyBlocking(_ file: StoredFile) throws {
        if isKnownGood(file) { return }
        // A disk or a server that cannot read just now throws something else: the file may be good.
        try judge(file, content: try file.contentHash())
    }

    /// Decides on a file that was just read, and remembers it as good.
    ///
    /// - Parameter content: the name of what was read.
    /// - Throws: `BlockError.damagedBlock`, `damagedMap`.
    func judge(_ file: StoredFile, content: BlockHash?) throws {
        health.verified(bytes: file.stamp.size)
        guard content == file.place.hash else {
            setAside(file)
            throw file.place.damage
        }
        if file.isUnchanged { verified.insert(VerifiedFiles.mark(file.place, file.stamp)) }
    }

    /// Sets a damaged file aside. What changed while it was read is somebody's who still writes: it is left to him.
    func setAside(_ file: StoredFile) {
        if file.isUnchanged { quarantine.take(file) }
    }
}

extension HashedPlace {
    /// What is said of a file whose content is not what its name says.
    var damage: BlockError {
        switch kind {
        case .block: .damagedBlock(hash)
        case .map: .damagedMap(hash)
        }
    }
}
