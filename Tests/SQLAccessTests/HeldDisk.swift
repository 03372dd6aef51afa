import Dispatch
import Glibc
import SQLAccess
import SQLiteAccess
import Synchronization
import TestEngines
import Testing

/// A disk that takes what it is given only when it is told to.
final class HeldDisk: Sendable {
    private let mayGoOn = DispatchSemaphore(value: 0)
    private let isHeld = Mutex(false)
    private let fails = Mutex(false)
    let syncs = Counter()

    func hold() { isHeld.withLock { $0 = true } }

    func release() {
        isHeld.withLock { $0 = false }
        mayGoOn.signal()
    }

    func fail() { fails.withLock { $0 = true } }

    /// Returns when it was asked for something.
    func isAsked() async throws {
        for _ in 0..<5_000 where syncs.value == 0 { try await Task.sleep(for: .milliseconds(1)) }
    }

    func sync(_ file: CInt) -> CInt {
        syncs.add()
        if isHeld.withLock({ $0 }) { _ = mayGoOn.wait(timeout: .now() + 10) }
        guard !fails.withLock({ $0 }) else {
            errno = EIO
            return -1
        }
        return fdatasync(file)
    }
}

extension SQLiteDatabase {
    /// A database with the table `item` on the disk, and what keeps its file.
    static func open(on disk: HeldDisk) async throws -> (SQLiteDatabase, keeper: any Database) {
        let keeper = try #require(try await TestEngine.sqlite.fresh([SQLiteTests.table]) as? SQLiteDatabase)
        var options = SQLiteOptions()
        options.sync = { disk.sync($0) }
        return (try SQLiteDatabase(path: keeper.path, options: options), keeper)
    }
}

func count(_ db: any Database) async throws -> Int? {
    try await db.read { try $0.value("SELECT COUNT(*) FROM item", as: Int.self) }
}
