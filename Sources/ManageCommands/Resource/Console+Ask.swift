import Glibc

extension Console {
    /// Asks for a line; nil when standard input has ended.
    static func ask(_ question: String) -> String? {
        let bytes = Array(question.utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        return readLine()?.trimmed
    }
}
