import Glibc

/// The terminal: lines out, lines on standard error, questions.
public enum Console {
    /// Writes a line to standard output at once, also into a pipe.
    public static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Writes a line to standard error.
    public static func printError(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Writes over the current line of a terminal; nothing where standard error is not one.
    public static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write("\r\u{1B}[K" + text, to: STDERR_FILENO)
    }

    /// Asks until the answer is yes or no. No when standard input has ended.
    ///
    /// - Parameter wantsWholeWord: for what cannot be undone; a mere y is asked about again.
    public static func confirm(_ question: String, wantsWholeWord: Bool = false) -> Bool {
        while true {
            write(question + (wantsWholeWord ? " Type yes: [yes/N] " : " [y/N] "), to: STDERR_FILENO)
            guard let line = readLine() else { return false }
            if let answer = answer(line, wantsWholeWord: wantsWholeWord) { return answer }
        }
    }

    /// Nil for what is neither yes nor no.
    static func answer(_ line: String, wantsWholeWord: Bool) -> Bool? {
        switch line.trimmed.lowercased() {
        case "yes": true
        case "y": wantsWholeWord ? nil : true
        case "", "n", "no": false
        default: nil
        }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return
            }
            bytes = bytes.dropFirst(written)
        }
    }
}
