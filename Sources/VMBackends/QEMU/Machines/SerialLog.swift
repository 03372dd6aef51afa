import Glibc

/// What a guest writes on its serial port. Only the guest decides how much, so it is kept short.
struct SerialLog: Sendable {
    var path: String

    /// Keeps the last half of a log above the limit in `<path>.1` and empties it. Blocks.
    func trim(above limitBytes: Int64) throws {
        guard let size = Files.size(path), size > limitBytes else { return }
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw Files.failure("open", path) }
        defer { close(file) }
        let length = Int(limitBytes / 2)
        var bytes = [UInt8](repeating: 0, count: length)
        let count = pread(file, &bytes, length, off_t(size - Int64(length)))
        let copy = open(path + ".1", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard copy >= 0 else { throw Files.failure("open", path + ".1") }
        defer { close(copy) }
        try Files.write(Array(bytes.prefix(max(count, 0))), to: copy, path: path + ".1")
        guard ftruncate(file, 0) == 0 else { throw Files.failure("truncate", path) }
    }
}
