import Cyclades
import Glibc

/// Writes an image to a file as it is read, block by block.
struct ImageDownload: Sendable {
    var source: ImageSource
    var path: String

    /// Reads the whole image into `path`, with holes where it is zero, and makes it durable.
    ///
    /// - Parameter progress: Told the bytes so far, at most once a piece.
    /// - Throws: `QEMUBackendError.imageIncomplete`; what reading throws.
    func run(progress: @Sendable (Int64) async -> Void) async throws {
        let path = path
        let file = try await offPool {
            let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw Files.failure("open", path) }
            return file
        }
        do {
            var received: Int64 = 0
            try await source.read { piece in
                try Task.checkCancellation()
                try await offPool { try Self.append(piece, to: file, path: path) }
                received += Int64(piece.count)
                await progress(received)
            }
            guard received == source.sizeBytes else {
                throw QEMUBackendError.imageIncomplete(
                    hash: source.hash, expected: source.sizeBytes, received: received)
            }
            let size = received
            try await offPool {
                // A hole at the end is not there yet.
                guard ftruncate(file, off_t(size)) == 0, fsync(file) == 0 else { throw Files.failure("fsync", path) }
                guard fchmod(file, 0o400) == 0 else { throw Files.failure("chmod", path) }
                close(file)
            }
        } catch {
            // In a cancelled task too: the pool runs what it was given.
            close(file)
            unlink(path)
            throw error
        }
    }

    private static func append(_ piece: [UInt8], to file: Int32, path: String) throws {
        guard !isZero(piece) else {
            guard lseek(file, off_t(piece.count), SEEK_CUR) >= 0 else { throw Files.failure("seek", path) }
            return
        }
        try Files.write(piece, to: file, path: path)
    }

    /// Compares the piece with itself, one byte on: a loop in C, quick in a debug build too.
    private static func isZero(_ piece: [UInt8]) -> Bool {
        guard piece.first == 0 else { return piece.isEmpty }
        return piece.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return true }
            return memcmp(start, start + 1, bytes.count - 1) == 0
        }
    }
}
