import NIOCore

/// What can be read of the whole of a journal.
struct JournalContents {
    private(set) var records: [JournalRecord] = []
    /// How many stretches before or between them are no record: the disk damaged them, or a loss of power cut off what
    /// nobody had been answered for. What follows the last record says nothing.
    private(set) var damageCount = 0
    /// Of the record that the journal begins with; nil where that one is damaged. Then whatever is whole is taken, also what is
    /// older, or lies in what somebody uploaded: its hash is right, and nothing has to refer to it.
    private var run: UInt32?

    /// - Parameter bytes: of its file.
    init(_ bytes: ByteBuffer) {
        // One that was emptied.
        guard bytes.getInteger(at: bytes.readerIndex, as: UInt64.self) != 0 else { return }
        var rest = bytes
        var front = bytes
        if case .record(let first) = JournalRecord.take(from: &front), first.isWhole { run = first.run }
        var isAfterDamage = false
        while rest.readableBytes > 0 {
            var following = rest
            if case .record(let record) = JournalRecord.take(from: &following), continues(record), record.isWhole {
                if isAfterDamage { damageCount += 1 }
                isAfterDamage = false
                records.append(record)
                rest = following
            } else {
                isAfterDamage = true
                guard let distance = JournalRecord.nextMark(in: rest) else { return }
                rest.moveReaderIndex(forwardBy: distance)
            }
        }
    }

    private func continues(_ record: JournalRecord) -> Bool {
        run == nil || run == record.run
    }
}
