/// Bytes that grow at their end, in memory of their own. A long listing appends to them a million times, and an array
/// would ask each time whether somebody else holds it.
struct GrowingBytes: ~Copyable {
    /// How many are here.
    private(set) var count = 0
    private var space: UnsafeMutableBufferPointer<UInt8>
    private let drain: ((UnsafeBufferPointer<UInt8>) -> Void)?

    /// From so many on they are drained rather than moved into more memory.
    private static let drainedCount = 64 << 10

    /// - Parameter drain: takes what is here where it gets much; the memory is used again then. Nil keeps everything.
    init(capacity: Int, drain: ((UnsafeBufferPointer<UInt8>) -> Void)? = nil) {
        space = .allocate(capacity: max(capacity, 16))
        self.drain = drain
    }

    deinit {
        space.deallocate()
    }

    /// All that are here, as long as `body` runs.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try body(UnsafeBufferPointer(rebasing: space[..<count]))
    }

    mutating func append(_ byte: UInt8) {
        append(upTo: 1) { space in
            space[0] = byte
            return 1
        }
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        append(upTo: bytes.count) { space in
            _ = space.update(fromContentsOf: bytes)
            return bytes.count
        }
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append($0) }
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// - Parameters:
    ///   - limit: how many are appended at most.
    ///   - write: puts them into a space of at least so many bytes; returns how many it put there.
    @inline(__always)
    mutating func append(upTo limit: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
        if space.count - count < limit { makeRoom(for: limit) }
        let written = write(UnsafeMutableBufferPointer(rebasing: space[count...]))
        precondition(written <= limit, "more was written than there was room for")
        count += written
    }

    private mutating func makeRoom(for more: Int) {
        if let drain, count >= Self.drainedCount {
            drain(UnsafeBufferPointer(rebasing: space[..<count]))
            count = 0
            if more <= space.count { return }
        }
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(space.count * 2, count + more))
        _ = larger.update(fromContentsOf: space[..<count])
        space.deallocate()
        space = larger
    }
}
