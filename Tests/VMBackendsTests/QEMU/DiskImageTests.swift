import Testing

@testable import VMBackends

struct DiskImageTests {
    /// A qcow2 header with these fields, 104 bytes.
    private func header(version: UInt8 = 3, backing: UInt8 = 0, encryption: UInt8 = 0, features: UInt8 = 0) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 104)
        bytes.replaceSubrange(0..<4, with: [0x51, 0x46, 0x49, 0xFB])
        bytes[7] = version
        bytes[15] = backing
        bytes[28] = 0x40  // 1 GiB
        bytes[35] = encryption
        bytes[79] = features
        return bytes
    }

    @Test func aRawDiskHasWholeSectors() throws {
        #expect(try DiskImage(header: [0xFA, 0x31], fileSizeBytes: 1000) == .raw(sizeBytes: 1024))
    }

    @Test func aQcow2DiskHasTheSizeOfItsHeader() throws {
        #expect(try DiskImage(header: header(), fileSizeBytes: 200_000) == .qcow2(virtualSizeBytes: 1 << 30))
        #expect(
            try DiskImage(header: header(version: 2, features: 4), fileSizeBytes: 1)
                == .qcow2(virtualSizeBytes: 1 << 30))
    }

    @Test func aHeaderThatLeadsToOtherFilesIsRefused() {
        for bad in [
            header(backing: 8), header(encryption: 1), header(features: 4), header(version: 9),
            Array(header().prefix(20)),
        ] {
            #expect(throws: QEMUBackendError.self) { try DiskImage(header: bad, fileSizeBytes: 200_000) }
        }
    }
}
