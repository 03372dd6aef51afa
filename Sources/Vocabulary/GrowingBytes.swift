/// Bytes that grow at their end, in memory of their own. A long listing appends to them a million times, and an array
/// would ask each time whether somebody else holds it.
struct GrowingBytes: ~Copyable {
    private(set) var count = 0
    private var space: UnsafeMutableBufferPointer<UInt8>

    init(capacity: Int) {
        space = .allocate(capacity: max(capacity, 16))
    }

    deinit {
        space.deallocate()
    }

    /// All of them, as long as `body` runs.
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
        if space.count - count < limit { grow(by: limit) }
        let written = write(UnsafeMutableBufferPointer(rebasing: space[count...]))
        precondition(written <= limit, "more was written than there was room for")
        count += written
    }

    private mutating func grow(by more: Int) {
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(space.count * 2, count + more))
        _ = larger.update(fromContentsOf: space[..<count])
        space.deallocate()
        space = larger
    }
}
