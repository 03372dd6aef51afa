import Cyclades
import FoundationEssentials
import Glibc

/// Images as files of this host, each under the hash of its content: taken from the object store once, then the ground
/// that any number of disks stand on.
///
/// A file appears under its name when it is complete. Who asks for an image that is on its way waits for it, and takes
/// over should the first one fail or be cancelled.
actor ImageCache {
    /// Told how many of how many bytes there are.
    typealias Progress = @Sendable (_ position: Int64, _ total: Int64) async -> Void

    private let directory: String
    private let limitBytes: Int64
    private var downloads: [String: Download] = [:]

    private struct Download {
        var followers: [Int: Progress] = [:]
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private var lastFollower = 0

    init(directory: String, limitBytes: Int64) {
        self.directory = directory
        self.limitBytes = limitBytes
    }

    /// Where the image of this hash lies, once it does.
    nonisolated func path(of hash: String) -> String { "\(directory)/\(hash)" }

    /// What the image is, taken from its source unless it is here already.
    ///
    /// - Parameter source: Nil when it cannot be read any more, which is no matter for an image that is here.
    /// - Throws: `QEMUBackendError.imageGone`, `.imageFormat`, `.imageIncomplete`; what reading the source throws.
    func take(hash: String, from source: ImageSource?, progress: @escaping Progress) async throws -> DiskImage {
        guard hash.count == 64, hash.utf8.allSatisfy({ Self.hexDigits.contains($0) }) else {
            throw QEMUBackendError.imageFormat("its hash is not 64 hexadecimal digits")
        }
        let path = path(of: hash)
        while true {
            try Task.checkCancellation()
            let found = try await offPool { () -> DiskImage? in
                guard Files.size(path) != nil else { return nil }
                // The time of change tells when the image was last wanted.
                utimensat(AT_FDCWD, path, nil, 0)
                return try DiskImage.inspect(path)
            }
            if let found { return found }
            // Looked at again: another may have begun, or ended, meanwhile.
            if downloads[hash] != nil {
                await follow(hash, progress: progress)
            } else {
                guard let source else { throw QEMUBackendError.imageGone(hash: hash) }
                return try await download(source, progress: progress)
            }
        }
    }

    private static let hexDigits = Set("0123456789abcdef".utf8)

    private func follow(_ hash: String, progress: @escaping Progress) async {
        lastFollower += 1
        let follower = lastFollower
        downloads[hash]?.followers[follower] = progress
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard downloads[hash] != nil, !Task.isCancelled else { return continuation.resume() }
                downloads[hash]?.waiting[follower] = continuation
            }
        } onCancel: {
            Task { await self.leave(hash, follower) }
        }
    }

    /// Lets go of one who no longer waits for the image.
    private func leave(_ hash: String, _ follower: Int) {
        downloads[hash]?.followers[follower] = nil
        downloads[hash]?.waiting.removeValue(forKey: follower)?.resume()
    }

    private func download(_ source: ImageSource, progress: @escaping Progress) async throws -> DiskImage {
        let path = path(of: source.hash)
        downloads[source.hash] = Download()
        defer {
            let ended = downloads.removeValue(forKey: source.hash)
            for waiting in ended?.waiting.values ?? [:].values { waiting.resume() }
        }
        // Another download may have ended just before this one was announced.
        if let image = try await offPool({ try Files.size(path).map { _ in try DiskImage.inspect(path) } }) {
            return image
        }
        let temporary = path + ".partial"
        try await ImageDownload(source: source, path: temporary).run { position in
            await progress(position, source.sizeBytes)
            for follower in await self.followers(of: source.hash) { await follower(position, source.sizeBytes) }
        }
        return try await offPool {
            do {
                let image = try DiskImage.inspect(temporary)
                try Files.replace(path, with: temporary)
                return image
            } catch {
                unlink(temporary)
                throw error
            }
        }
    }

    private func followers(of hash: String) -> [Progress] {
        Array((downloads[hash]?.followers ?? [:]).values)
    }

    /// Removes what killed downloads left. Only before the first image is taken.
    func removePartials() async throws {
        let directory = directory
        try await offPool {
            for name in Files.list(directory) where name.hasSuffix(".partial") {
                try Files.remove("\(directory)/\(name)")
            }
        }
    }

    /// Drops the images that were not wanted for longest until the rest is below the limit.
    ///
    /// - Parameter inUse: Hashes of images that disks stand on, or will: those stay, as do those wanted in the last ten
    ///   minutes, whose disk may be in the making.
    func tidy(inUse: Set<String>) async throws {
        let directory = directory
        let limit = limitBytes
        try await offPool {
            var images: [(path: String, bytes: Int64, wanted: Int, isFree: Bool)] = []
            for name in Files.list(directory) where !name.hasSuffix(".partial") {
                let path = "\(directory)/\(name)"
                var information = stat()
                guard stat(path, &information) == 0 else { continue }
                let isFree = !inUse.contains(name) && information.st_mtim.tv_sec < time(nil) - 600
                images.append((path, Int64(information.st_blocks) * 512, information.st_mtim.tv_sec, isFree))
            }
            var total = images.reduce(0) { $0 + $1.bytes }
            for image in images.sorted(by: { $0.wanted < $1.wanted }) where total > limit && image.isFree {
                try Files.remove(image.path)
                total -= image.bytes
            }
        }
    }
}
