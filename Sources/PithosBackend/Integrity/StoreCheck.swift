import Glibc
import SQLAccess
import Vocabulary

/// `fsck` of the object store: whether everything that versions refer to is there, and everything there is what its name
/// says. Changes nothing unless asked to set damaged files aside. Runs beside the service.
///
///     versions ─▶ their hashmaps: there, in order, long enough? ─▶ names of blocks ─▶ there?
///     everything in the store ─▶ read and hashed
///     what is wrong ─▶ the versions it belongs to
public struct StoreCheck: Sendable {
    let storage: PithosStorage

    /// Versions that are read in one transaction.
    private static let versionsAStep = 2000
    /// Hashmaps that are read beside each other, and files that are hashed.
    private static let atOnce = 4
    /// Names that are listed at once: few, since how far the check is shows at the end of a list.
    private static let namesAStep = 500

    public struct Options: Sendable, Hashable {
        /// Reads and hashes everything, instead of only looking whether it is there.
        public var hashes = true
        /// Moves what is damaged into quarantine.
        public var setsAside = false

        public init() {}
    }

    public enum Phase: Sendable, Hashable, CaseIterable {
        case hashmaps, blocks, hashing, objects
    }

    /// - Parameters:
    ///   - directory: for notes that go at the end; made where it is missing.
    ///   - progress: is told the phase, how far it is, from 0 to 1, and what was found so far.
    public func run(
        _ options: Options, in directory: String,
        progress: (Phase, Double, CheckReport) -> Void = { _, _, _ in }
    ) async throws -> CheckReport {
        _ = try FileCalls.makeDirectory(directory)
        let lock = try FileLock(directory + "/lock")
        defer { lock.release() }
        var report = CheckReport()
        let names = try HashSpill(directory: directory, name: "blocks", lengths: nil)
        defer { names.remove() }
        try await checkHashmaps(names, &report, progress)
        try await checkBlocks(names, &report, progress)
        if options.hashes { try await hashAll(options, &report, progress) }
        guard !report.damage.isEmpty else { return report }
        progress(.objects, 0, report)
        try await ConcernedObjects(storage: storage).find(Array(report.damage)) { report.add($0) }
        report.forgetWhatIsGone()
        return report
    }

    // MARK: - Phases

    private func checkHashmaps(
        _ names: HashSpill, _ report: inout CheckReport, _ progress: (Phase, Double, CheckReport) -> Void
    ) async throws {
        let last = try await storage.database.read { try $0.versions.last() } ?? NodeVersion.ID(0)
        var position = NodeVersion.ID(0)
        while true {
            let begin = position
            let page = try await storage.database.read {
                try $0.versions.contents(after: begin, limit: Self.versionsAStep)
            }
            guard let end = page.last?.id else { break }
            position = end
            try await checkHashmaps(of: page, names, &report)
            progress(.hashmaps, Double(end.rawValue) / Double(max(last.rawValue, end.rawValue)), report)
            try Task.checkCancellation()
        }
        try names.flush()
    }

    private func checkHashmaps(
        of page: [VersionContent], _ names: HashSpill, _ report: inout CheckReport
    ) async throws {
        // The longest of those with the same content stands for all.
        var sizes: [BlockHash: Int64] = [:]
        for version in page {
            guard let root = version.hash else { continue }
            report.count(versions: 1)
            sizes[root] = max(sizes[root] ?? 0, version.size)
        }
        // Readable without files.
        sizes[.empty] = nil
        let roots = sizes.keys.sorted()
        for begin in stride(from: 0, to: roots.count, by: Self.atOnce) {
            let chunk = roots[begin..<min(begin + Self.atOnce, roots.count)]
            let maps = try await withThrowingTaskGroup(of: (BlockHash, Result<[BlockHash], BlockError>).self) { group in
                for root in chunk { group.addTask { (root, try await map(root)) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for (root, result) in maps {
                let size = sizes[root] ?? 0
                switch result {
                case .success(let hashes):
                    for hash in hashes where hash != .empty { try names.append(hash) }
                    if hashes.count < Hashmap.blockCount(ofSize: size, blockSize: storage.blocks.blockSize) {
                        report.add(Damage(.map, root, .tooShort))
                    }
                case .failure(let error):
                    report.add(Damage(.map, root, error.isMissing ? .missing : .damaged))
                    if size <= Int64(storage.blocks.blockSize) { try names.append(root) }
                }
            }
        }
    }

    private func map(_ root: BlockHash) async throws -> Result<[BlockHash], BlockError> {
        do {
            return .success(try await storage.blocks.map(root))
        } catch let error as BlockError where error.isDamage {
            return .failure(error)
        }
    }

    private func checkBlocks(
        _ names: HashSpill, _ report: inout CheckReport, _ progress: (Phase, Double, CheckReport) -> Void
    ) async throws {
        for bucket in 0..<HashSpill.buckets {
            let hashes = try names.load(bucket)
            report.count(blocksInUse: hashes.count)
            for hash in try await storage.blocks.missing(of: hashes) { report.add(Damage(.block, hash, .missing)) }
            progress(.blocks, Double(bucket + 1) / Double(HashSpill.buckets), report)
            try Task.checkCancellation()
        }
    }

    private func hashAll(
        _ options: Options, _ report: inout CheckReport, _ progress: (Phase, Double, CheckReport) -> Void
    ) async throws {
        for (index, kind) in StoredKind.allCases.enumerated() {
            var cursor: StoredCursor?
            var done = Double(index)
            repeat {
                let page = try await storage.blocks.list(kind, after: cursor, limit: Self.namesAStep)
                for begin in stride(from: 0, to: page.hashes.count, by: Self.atOnce) {
                    let chunk = page.hashes[begin..<min(begin + Self.atOnce, page.hashes.count)]
                    for (hash, inspection) in try await inspect(kind, chunk, options) {
                        report.add(kind, hash, inspection)
                    }
                    progress(.hashing, done / Double(StoredKind.allCases.count), report)
                    try Task.checkCancellation()
                }
                done = Double(index) + page.fraction
                cursor = page.next
            } while cursor != nil
        }
    }

    private func inspect(
        _ kind: StoredKind, _ hashes: ArraySlice<BlockHash>, _ options: Options
    ) async throws -> [(BlockHash, Inspection)] {
        try await withThrowingTaskGroup(of: (BlockHash, Inspection).self) { group in
            for hash in hashes {
                group.addTask { [blocks = storage.blocks] in
                    let inspection = try await blocks.inspect(
                        kind, hash, setsAside: options.setsAside, on: blocks.threads)
                    return (hash, inspection)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
