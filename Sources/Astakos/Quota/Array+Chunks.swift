extension Array {
    /// Pieces of at most `size`, in order: an engine binds only so many values in one statement.
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
