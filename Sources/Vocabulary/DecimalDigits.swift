/// Numbers in decimal digits, written where they are going to stay.
enum DecimalDigits {
    /// Digits of the longest number.
    static let limit = 20

    /// Writes at least `width` digits into a space that is large enough; returns how many.
    static func write(_ number: UInt64, width: Int = 1, into space: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var rest = number
        var count = 0
        repeat {
            space[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            count += 1
        } while rest > 0 || count < width
        var (first, last) = (0, count - 1)
        while first < last {
            space.swapAt(first, last)
            first += 1
            last -= 1
        }
        return count
    }
}
