import Glibc

/// What the file of an image is, told from its first bytes.
///
/// An image comes from a user. A qcow2 header may name other files of this host, which QEMU would read for the guest,
/// so such a header is refused.
enum DiskImage: Equatable {
    case raw(sizeBytes: Int64)
    case qcow2(virtualSizeBytes: Int64)

    /// The word QEMU knows the format by.
    var driver: String {
        switch self {
        case .raw: "raw"
        case .qcow2: "qcow2"
        }
    }

    /// Size of the disk that a guest sees.
    var virtualSizeBytes: Int64 {
        switch self {
        case .raw(let size), .qcow2(let size): size
        }
    }

    /// - Throws: `QEMUBackendError.imageFormat`.
    static func inspect(_ path: String) throws -> DiskImage {
        guard let size = Files.size(path) else { throw Files.failure("stat", path) }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Files.failure("open", path) }
        defer { close(file) }
        var header = [UInt8](repeating: 0, count: 104)
        let count = read(file, &header, header.count)
        return try DiskImage(header: Array(header.prefix(max(count, 0))), fileSizeBytes: size)
    }

    /// - Parameter header: The first 104 bytes, or all there are.
    /// - Source: QEMU's documentation, docs/interop/qcow2.
    init(header: [UInt8], fileSizeBytes: Int64) throws {
        guard header.starts(with: [0x51, 0x46, 0x49, 0xFB]) else {
            // QEMU sees whole sectors only.
            self = .raw(sizeBytes: (fileSizeBytes + 511) / 512 * 512)
            return
        }
        func number(at offset: Int, bytes: Int) throws -> UInt64 {
            guard header.count >= offset + bytes else { throw QEMUBackendError.imageFormat("its header is cut off") }
            return header[offset..<(offset + bytes)].reduce(0) { $0 << 8 | UInt64($1) }
        }
        let version = try number(at: 4, bytes: 4)
        guard version == 2 || version == 3 else {
            throw QEMUBackendError.imageFormat("it is qcow2 of version \(version)")
        }
        guard try number(at: 8, bytes: 8) == 0 else {
            throw QEMUBackendError.imageFormat("it stands on another file; flatten it with qemu-img convert")
        }
        guard try number(at: 32, bytes: 4) == 0 else { throw QEMUBackendError.imageFormat("it is encrypted") }
        // Incompatible feature 2: the data lie in another file.
        guard try version == 2 || number(at: 72, bytes: 8) & 4 == 0 else {
            throw QEMUBackendError.imageFormat("its data lie in another file; flatten it with qemu-img convert")
        }
        guard let virtual = Int64(exactly: try number(at: 24, bytes: 8)) else {
            throw QEMUBackendError.imageFormat("its header gives no possible size")
        }
        self = .qcow2(virtualSizeBytes: virtual)
    }
}
