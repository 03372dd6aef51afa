import SQLAccess
import Vocabulary

/// One collection, phase by phase. After every step it notes where it stands.
final class CollectionRun {
    private let storage: PithosStorage
    private let parts: [any CollectableStore]
    /// Asked for; or there is no version at all, and it would empty the store of another database.
    private var changesNothing: Bool {
        state.options.isDryRun || (state.report.versions == 0 && !state.options.trustsEmptyDatabase)
    }
    /// All of them as one.
    private var store: any BlockStore { storage.blocks }
    private let directory: String
    private var state: CollectionState
    /// Roots of which no version is longer than one block: the block has the same name.
    private let shortRoots: HashSpill
    private let longRoots: HashSpill
    private let blocks: HashSpill

    /// Versions that are read in one transaction.
    private static let versionsAStep = 10_000
    /// Hashmaps that are read beside each other.
    private static let mapsAtOnce = 16
    /// Names that are listed at once.
    private static let namesAStep = 50_000
    /// Lost maps that are named in the report.
    private static let lostMapsNamed = 100

    init(storage: PithosStorage, parts: [any CollectableStore], directory: String, state: CollectionState) throws {
        self.storage = storage
        self.parts = parts
        self.directory = directory
        self.state = state
        shortRoots = try HashSpill(directory: directory, name: "short", lengths: state.spills["short"])
        longRoots = try HashSpill(directory: directory, name: "long", lengths: state.spills["long"])
        blocks = try HashSpill(directory: directory, name: "blocks", lengths: state.spills["blocks"])
    }

    func run(_ progress: (CollectionProgress) -> Void) async throws -> CollectionReport {
        while true {
            let phase = state.phase
            switch phase {
            case .versions: try await readVersions(progress)
            case .hashmaps: try await readHashmaps(progress)
            case .sweepingMaps: try await sweep(.map, MarkedHashes([shortRoots, longRoots]), progress)
            case .sweepingBlocks:
                if state.report.lostMapCount > 0, !state.options.ignoresLostMaps {
                    state.report.leftBlocksAlone = true
                } else {
                    try await sweep(.block, MarkedHashes([blocks]), progress)
                }
            }
            guard let next = Self.phase(after: phase) else { return state.report }
            state.phase = next
            state.position = ""
            try note(0, progress)
        }
    }

    /// Removes what only the run needed.
    func remove() { for spill in [shortRoots, longRoots, blocks] { spill.remove() } }

    private static func phase(after phase: CollectionProgress.Phase) -> CollectionProgress.Phase? {
        let all = CollectionProgress.Phase.allCases
        return all.firstIndex(of: phase).flatMap { $0 + 1 < all.count ? all[$0 + 1] : nil }
    }

    private func note(_ fraction: Double, _ progress: (CollectionProgress) -> Void) throws {
        for spill in [shortRoots, longRoots, blocks] { try spill.flush() }
        state.spills = ["short": shortRoots.lengths, "long": longRoots.lengths, "blocks": blocks.lengths]
        try state.save(to: directory)
        progress(CollectionProgress(phase: state.phase, fraction: fraction, report: state.report))
        try Task.checkCancellation()
    }

    // MARK: - Phases

    private func readVersions(_ progress: (CollectionProgress) -> Void) async throws {
        let last = try await storage.database.read { try $0.versions.last() } ?? NodeVersion.ID(0)
        var position = NodeVersion.ID(Int64(state.position) ?? 0)
        while true {
            let begin = position
            let page = try await storage.database.read {
                try $0.versions.contents(after: begin, limit: Self.versionsAStep)
            }
            guard let end = page.last?.id else { return }
            for version in page {
                guard let root = version.hash else { continue }
                state.report.versions += 1
                let isShort = version.size <= Int64(store.blockSize)
                try (isShort ? shortRoots : longRoots).append(root)
            }
            position = end
            state.position = "\(end)"
            try note(Double(end.rawValue) / Double(max(last.rawValue, end.rawValue)), progress)
        }
    }

    private func readHashmaps(_ progress: (CollectionProgress) -> Void) async throws {
        for bucket in (Int(state.position) ?? 0)..<HashSpill.buckets {
            let long = try longRoots.load(bucket)
            let isLong = Set(long)
            let short = try shortRoots.load(bucket).filter { !isLong.contains($0) }
            state.report.contents += long.count + short.count
            // The root of one block is the block. Where there is none, the map may name others.
            let unusual = Set(try await store.missing(of: short))
            for root in short where !unusual.contains(root) { try blocks.append(root) }
            try await readMaps((long + short.filter(unusual.contains)).filter { $0 != .empty })
            state.position = "\(bucket + 1)"
            try note(Double(bucket + 1) / Double(HashSpill.buckets), progress)
        }
    }

    private func readMaps(_ roots: [BlockHash]) async throws {
        for begin in stride(from: 0, to: roots.count, by: Self.mapsAtOnce) {
            let chunk = roots[begin..<min(begin + Self.mapsAtOnce, roots.count)]
            try await withThrowingTaskGroup(of: (BlockHash, [BlockHash]?).self) { group in
                for root in chunk { group.addTask { [store] in (root, try await Self.map(root, in: store)) } }
                for try await (root, hashes) in group {
                    for hash in hashes ?? [] { try blocks.append(hash) }
                    if hashes == nil { lose(root) }
                }
            }
        }
    }

    private static func map(_ root: BlockHash, in store: any BlockStore) async throws -> [BlockHash]? {
        do {
            return try await store.map(root)
        } catch let error as BlockError where error.isDamage {
            return nil
        }
    }

    private func lose(_ root: BlockHash) {
        state.report.lostMapCount += 1
        if state.report.lostMaps.count < Self.lostMapsNamed { state.report.lostMaps.append(root.hex) }
    }

    /// In one store after the other.
    private func sweep(
        _ kind: StoredKind, _ marked: MarkedHashes, _ progress: (CollectionProgress) -> Void
    ) async throws {
        while state.position.partNumber < parts.count {
            try await sweep(kind, marked, in: parts[state.position.partNumber], progress)
            state.position = Self.position(state.position.partNumber + 1, after: nil)
        }
    }

    private func sweep(
        _ kind: StoredKind, _ marked: MarkedHashes, in store: any CollectableStore,
        _ progress: (CollectionProgress) -> Void
    ) async throws {
        let part: WritableKeyPath<CollectionReport, CollectionReport.Kind> = kind == .map ? \.maps : \.blocks
        let number = state.position.partNumber
        var cursor = state.position.cursor
        // A run that goes on in the middle of its sweep has done this.
        if cursor == nil { try await bringBack(kind, marked, in: store, part) }
        let moment = state.began - .seconds(state.options.graceSeconds)
        while true {
            let page = try await store.list(kind, after: cursor, limit: Self.namesAStep)
            // In order, so that the marks are loaded bucket by bucket.
            let garbage = try page.hashes.sorted().filter { try !marked.contains($0) }
            let outcome = try await store.retire(
                kind, garbage, untouchedSince: moment, isDryRun: changesNothing)
            state.report[keyPath: part].inUse += page.hashes.count - garbage.count
            state.report[keyPath: part].young += outcome.young
            state.report[keyPath: part].retired += outcome.retired
            guard let next = page.next else { return }
            cursor = next
            state.position = Self.position(number, after: next)
            try note((Double(number) + page.fraction) / Double(parts.count), progress)
        }
    }

    /// Puts back what is referred to again, and discards what was retired long ago.
    private func bringBack(
        _ kind: StoredKind, _ marked: MarkedHashes, in store: any CollectableStore,
        _ part: WritableKeyPath<CollectionReport, CollectionReport.Kind>
    ) async throws {
        let moment = state.began - .seconds(state.options.keepSeconds)
        var cursor: StoredCursor?
        repeat {
            let page = try await store.retired(kind, after: cursor, limit: Self.namesAStep)
            let (names, isDryRun) = (page.hashes.sorted(), changesNothing)
            let inUse = try names.filter { try marked.contains($0) }
            if !isDryRun { try await store.bringBack(kind, inUse) }
            let needed = Set(inUse)
            state.report[keyPath: part].broughtBack += inUse.count
            state.report[keyPath: part].discarded += try await store.discard(
                kind, names.filter { !needed.contains($0) }, retiredBefore: moment, isDryRun: isDryRun)
            cursor = page.next
        } while cursor != nil
    }

    private static func position(_ part: Int, after cursor: StoredCursor?) -> String { "\(part)|\(cursor?.text ?? "")" }
}

/// The position of a sweep: the number of the store, and the place in it.
extension String {
    fileprivate var partNumber: Int { split(separator: "|").first.flatMap { Int($0) } ?? 0 }

    fileprivate var cursor: StoredCursor? {
        guard let bar = firstIndex(of: "|") else { return nil }
        let text = self[index(after: bar)...]
        return text.isEmpty ? nil : StoredCursor(String(text))
    }
}
