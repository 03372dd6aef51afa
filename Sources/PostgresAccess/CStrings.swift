/// The pairs' halves as two arrays of C strings, each ended by a null pointer, for the length of the call.
func withCStrings<Value>(
    _ pairs: [(String, String)],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Value
) -> Value {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in pairs.map(\.0) + pairs.map(\.1) {
        starts.append(bytes.count)
        bytes += text.utf8CString
    }
    return bytes.withUnsafeBufferPointer { buffer in
        let pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
        return (pointers[..<pairs.count] + [nil]).withUnsafeBufferPointer { names in
            (pointers[pairs.count...] + [nil]).withUnsafeBufferPointer { values in
                guard let names = names.baseAddress, let values = values.baseAddress else {
                    preconditionFailure("an array with a null pointer in it has an address")
                }
                return body(names, values)
            }
        }
    }
}
