import FoundationEssentials
import Glibc
import HTTPTypes
import HummingbirdCore
import NIOCore
import TestHTTP
import Testing

@testable import APISupport

struct FileBodyTests {
    /// Bytes that differ everywhere, so that a piece in the wrong place is seen.
    private static let bytes: [UInt8] = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }

    private func withFile(_ body: @Sendable (String) async throws -> Void) async throws {
        let path = "/tmp/synnefo-filebody-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try Data(Self.bytes).write(to: URL(filePath: path))
        defer { unlink(path) }
        try await body(path)
    }

    private static func cloud(_ path: String) -> CloudResponder {
        let service = APIService(ServiceProfile("files", hasStandardHeaders: false)) { _, context in
            let file = try TestFile(path)
            let pieces: [BodyPiece] = [
                .file(FileSlice(file: file, offset: 5, count: 1_000_001)), .zeros(700_000),
                .bytes(ByteBuffer(bytes: [1, 2, 3])),
                .file(FileSlice(file: file, offset: 0, count: 0)),
                .file(FileSlice(file: file, offset: 1_000_006, count: 1_999_994)),
            ]
            let body = ResponseBody.pieces(length: 3_699_998, context) { writer in
                for piece in pieces { try await writer.write(piece) }
            }
            return Response(status: .ok, body: body)
        }
        let stored = APIService(ServiceProfile("files", hasStandardHeaders: false)) { _, context in
            let piece = BodyPiece.stored(count: bytes.count) { ByteBuffer(bytes: bytes[$0]) }
            let body = ResponseBody.pieces(length: 1 + 2 * bytes.count, context) { writer in
                for piece in [.bytes(ByteBuffer(bytes: [7])), piece, piece] { try await writer.write(piece) }
            }
            return Response(status: .ok, body: body)
        }
        let broken = APIService(ServiceProfile("files", hasStandardHeaders: false)) { _, context in
            let piece = BodyPiece.stored(count: bytes.count) { range in
                ByteBuffer(bytes: bytes[range].dropLast(range.upperBound == bytes.count ? 1 : 0))
            }
            let body = ResponseBody.pieces(length: bytes.count, context) { try await $0.write(piece) }
            return Response(status: .ok, body: body)
        }
        let missing = APIService(ServiceProfile("files", hasStandardHeaders: false)) { _, context in
            let tooLong = FileSlice(file: try TestFile(path), offset: 2_999_990, count: 100)
            let body = ResponseBody.pieces(length: 100, context) { try await $0.write(.file(tooLong)) }
            return Response(status: .ok, body: body)
        }
        return CloudResponder(
            [
                Mount("/pieces", service), Mount("/short", missing), Mount("/stored", stored),
                Mount("/broken", broken),
            ], logger: .silent)
    }

    private static let expected: [UInt8] =
        bytes[5..<1_000_006] + [UInt8](repeating: 0, count: 700_000) + [1, 2, 3] + bytes[1_000_006...]

    /// Where two contents begin to differ. To show all differences of megabytes would take minutes.
    private static func difference(_ a: [UInt8], _ b: [UInt8]) -> Int? {
        a == b ? nil : zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(a.count, b.count)
    }

    @Test(arguments: [false, true])
    func piecesArriveInOrderWhetherCachedOrCold(isCold: Bool) async throws {
        try await withFile { path in
            if isCold {
                let descriptor = open(path, O_RDONLY)
                fsync(descriptor)
                posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
                close(descriptor)
            }
            try await TestServer.with(Self.cloud(path)) { server in
                try await RawConnection.with(port: server.port) { connection in
                    for _ in 1...2 {
                        try await connection.send("GET /pieces HTTP/1.1\r\nHost: x\r\n\r\n")
                        let (head, body) = try await connection.readAnswer()
                        #expect(head.contains("Content-Length: 3699998\r\n"))
                        #expect(Self.difference(body, Self.expected) == nil)
                    }
                }
            }
        }
    }

    @Test func withoutASocketTheSameBytesCome() async throws {
        try await withFile { path in
            let reply = try await TestClient(Self.cloud(path)).send(.get, "/pieces")
            #expect(Self.difference(reply.body, Self.expected) == nil)
        }
    }

    @Test func whatLiesInNoFileIsReadInOrder() async throws {
        let reply = try await TestClient(Self.cloud("/dev/null")).send(.get, "/stored")
        #expect(Self.difference(reply.body, [7] + Self.bytes + Self.bytes) == nil)
    }

    /// All together stay within some tens of megabytes, and a few read whole blocks.
    @Test(arguments: [(0, 4096), (1, 4096), (4, 4096), (8, 2048), (64, 256), (1000, 256)])
    func manyAnswersReadSmallerChunks(active: Int, kibibytes: Int) {
        #expect(StoredBody.chunkSize(active: active) == kibibytes << 10)
    }

    @Test(arguments: ["/short", "/broken"])
    func anAnswerThatCannotBeGivenWholeBreaksOff(path: String) async throws {
        try await withFile { file in
            try await TestServer.with(Self.cloud(file)) { server in
                try await RawConnection.with(port: server.port) { connection in
                    try await connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
                    let (head, body) = try await connection.readAnswer()
                    let promised = path == "/short" ? 100 : Self.bytes.count
                    #expect(head.contains("Content-Length: \(promised)\r\n"))
                    #expect(body.count < promised)
                }
            }
        }
    }
}

private final class TestFile: OpenFile {
    let descriptor: CInt

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY)
        try #require(descriptor >= 0)
    }

    deinit { close(descriptor) }
}
