import Glibc
import Vocabulary

/// Files that commands read; `-` is standard input.
enum InputFile {
    /// More than any list of definitions or quotas has.
    private static let maxBytes = 64 << 20

    /// - Throws: `CommandError`.
    static func text(_ path: String) throws -> String {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandError("Cannot open '\(path)': \(String(cString: strerror(errno))).") }
        defer { if path != "-" { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandError("Cannot read '\(path)': \(String(cString: strerror(errno))).") }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= maxBytes else { throw CommandError("'\(path)' is larger than 64 MiB.") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw CommandError("'\(path)' is not UTF-8.") }
        return text
    }
}
