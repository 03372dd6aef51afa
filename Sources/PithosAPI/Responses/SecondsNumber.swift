import Vocabulary

/// A moment as a JSON number: seconds since 1970, see `Timestamp.decimalSeconds`.
struct SecondsNumber: JSONWritable {
    private let moment: Timestamp

    init(_ moment: Timestamp) { self.moment = moment }

    func write(to writer: inout JSONWriter) { writer.raw(seconds: moment) }
}
