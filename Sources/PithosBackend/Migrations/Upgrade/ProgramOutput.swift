import Glibc

/// What another program writes, read as it comes.
enum ProgramOutput {
    /// How a shell ends when there is no such program, as `wait` tells.
    static let notFound: CInt = 127 << 8

    /// - Parameter command: for the shell.
    /// - Returns: how it ended, as `wait` tells.
    /// - Throws: `SchemaUpgradeError` when no shell can be started.
    static func read(_ command: String, _ body: (UnsafeMutablePointer<FILE>) -> Void) throws -> CInt {
        guard let stream = popen("export LC_ALL=C; \(command)", "re") else {
            throw SchemaUpgradeError("No program can be started: \(String(cString: strerror(errno))).")
        }
        body(stream)
        return pclose(stream)
    }

    /// Calls `body` with each line, without its end.
    static func forEachLine(
        of stream: UnsafeMutablePointer<FILE>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while true {
            let length = getline(&line, &capacity, stream)
            guard length > 0, let line else { return }
            line.withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
                let hasEnd = bytes[length - 1] == UInt8(ascii: "\n")
                body(UnsafeBufferPointer(start: bytes, count: hasEnd ? length - 1 : length))
            }
        }
    }

    /// As one word for the shell.
    static func quoted(_ path: String) -> String { "'" + path.replacing("'", with: "'\\''") + "'" }
}
