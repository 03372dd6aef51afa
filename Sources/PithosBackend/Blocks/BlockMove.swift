public import Vocabulary

/// Moves what lies in one block store to another, while a service runs on both as a `BlockStorePair`.
///
/// It goes over all names of the old store, the blocks and then the maps, and may be broken off and begun anew at any
/// time: what is in the new store already is passed over. Content is named anew on its way, so nothing damaged is
/// copied, and nothing is removed from the old store whose copy was not read back and found right.
public struct BlockMove: Sendable {
    let old: any BlockStore
    let new: any BlockStore
    /// How many blocks are on their way at once; each is in memory once or twice.
    let width: Int
    /// How old a copy must be before what it was made from is removed. Longer than any answer takes that was begun
    /// before the copy was there.
    let grace: Duration
    let now: @Sendable () -> Timestamp

    /// What to do with each name.
    public enum Step: Sendable {
        /// Count what would be copied. Changes nothing.
        case survey
        /// Copy what the new store does not have.
        case copy
        /// Remove from the old store what the new one has.
        case remove
    }

    /// Names looked at between two reports of progress.
    private static let pageSize = 64
    /// The same where nothing is read.
    private static let surveyPageSize = 1024

    public init(
        from old: any BlockStore, to new: any BlockStore, width: Int = 4, grace: Duration = .seconds(86_400),
        now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        precondition(width > 0, "something has to be on its way")
        self.old = old
        self.new = new
        self.width = width
        self.grace = grace
        self.now = now
    }

    /// Goes over all of the old store.
    ///
    /// - Parameter progress: told of every page; from 0 to 1, and what was counted until then.
    /// - Throws: `BlockError` when a store cannot be used. What is damaged is reported instead.
    public func run(
        _ step: Step, progress: @Sendable (Double, BlockMoveReport) -> Void = { _, _ in }
    ) async throws -> BlockMoveReport {
        var report = BlockMoveReport()
        for kind in StoredKind.allCases {
            var cursor: StoredCursor?
            repeat {
                try Task.checkCancellation()
                let page = try await old.list(
                    kind, after: cursor, limit: step == .survey ? Self.surveyPageSize : Self.pageSize)
                report.add(try await visit(page.hashes, kind, step), to: kind)
                progress(kind == .block ? page.fraction * 0.99 : 0.99 + page.fraction * 0.01, report)
                cursor = page.next
            } while cursor != nil
        }
        return report
    }

    private func visit(_ hashes: [BlockHash], _ kind: StoredKind, _ step: Step) async throws -> BlockMoveReport.Counts {
        let sizes = try await old.status(of: kind, hashes)
        let copies = try await new.status(of: kind, hashes)
        var counts = BlockMoveReport.Counts()
        var work: [MoveItem] = []
        for (index, hash) in hashes.enumerated() {
            // Gone since it was listed: removed by somebody else.
            guard let there = sizes[index] else { continue }
            counts.seen += 1
            counts.seenBytes += Int64(there.size)
            switch (step, copies[index]) {
            case (.survey, nil):
                counts.absent += 1
                counts.absentBytes += Int64(there.size)
            case (.copy, nil):
                work.append(MoveItem(kind: kind, hash: hash, size: there.size))
            case (.remove, nil):
                counts.absent += 1
                counts.absentBytes += Int64(there.size)
            case (.remove, let copy?) where now() - copy.modified < grace:
                counts.fresh += 1
            case (.remove, let copy?):
                work.append(MoveItem(kind: kind, hash: hash, size: copy.size))
            case (.survey, _), (.copy, _):
                break
            }
        }
        for result in try await share(work, step) { counts.add(result) }
        return counts
    }

    /// Shares the work out, so that each worker settles what it wrote once.
    private func share(_ work: [MoveItem], _ step: Step) async throws -> [BlockMoveReport.Counts] {
        try await withThrowingTaskGroup(of: BlockMoveReport.Counts.self) { group in
            for worker in 0..<min(width, work.count) {
                let items = stride(from: worker, to: work.count, by: width).map { work[$0] }
                group.addTask { step == .copy ? try await copy(items) : try await remove(items) }
            }
            var all: [BlockMoveReport.Counts] = []
            for try await counts in group { all.append(counts) }
            return all
        }
    }

    private func copy(_ items: [MoveItem]) async throws -> BlockMoveReport.Counts {
        var counts = BlockMoveReport.Counts()
        let batch = new.batch()
        do {
            for item in items {
                switch try await item.content(in: old) {
                case .block(let content): _ = try await batch.add([content])
                case .map(let hashmap): _ = try await batch.add(hashmap)
                case .gone: continue
                case .damaged:
                    counts.damaged.append(item.hash)
                    continue
                }
                counts.done += 1
                counts.doneBytes += Int64(item.size)
            }
            try await batch.settle()
        } catch {
            await batch.abandon()
            throw error
        }
        return counts
    }

    private func remove(_ items: [MoveItem]) async throws -> BlockMoveReport.Counts {
        var counts = BlockMoveReport.Counts()
        for item in items {
            switch try await item.content(in: new) {
            case .block, .map:
                try await old.remove(item.kind, [item.hash])
                counts.done += 1
                counts.doneBytes += Int64(item.size)
            case .gone: continue
            case .damaged: counts.damaged.append(item.hash)
            }
        }
        return counts
    }
}
