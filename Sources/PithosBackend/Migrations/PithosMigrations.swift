public import SQLAccess

/// The schema of the object store, step by step.
///
/// The first step is the original's schema at its revision 3b62b3f1bf6c, the head of 0.14.2. What is ours comes after it;
/// among that, what later releases of the original added. Source: object-storage.md 4.14, appendix A.
public enum PithosMigrations {
    public static let all: [Migration] = [
        original, ours, laterRevisions, metadataIndex, systemMetadata, accountsAhead, countsAnew, containerState,
        containersCounted,
    ]

    static func upTo(_ number: Int) -> [Migration] { all.filter { $0.number <= number } }

    /// The same for a database of the original's, from 3b62b3f1bf6c on: its tables are taken over in place of being made.
    ///
    /// - Parameter report: told how many rows the step in hand has worked on.
    static func adopting(report: @escaping RowReport) -> [Migration] {
        let adoption = Migration(original.number, original.name) { tx in
            try OriginalAdoption(tx: tx, report: report).run()
        }
        let telling = [adoption, indexingMetadata(report: report), countingContainers(report: report)]
        return all.map { migration in telling.first { $0.number == migration.number } ?? migration }
    }
}

/// Told how many rows have been worked on so far.
typealias RowReport = @Sendable (_ rows: Int64) -> Void
