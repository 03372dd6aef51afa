import Vocabulary

/// A number as it is to be written.
struct JSONNumber: JSONWritable {
    var text: String

    func write(to writer: inout JSONWriter) { writer.json(text) }
}
