import HTTPTypes
import HummingbirdCore
import NIOCore
import TestHTTP
import Testing
import Vocabulary

/// Many long bodies at once do not fill the memory. One kind at a time, for it is the process' memory that is looked at.
@Suite(.serialized, .enabled(if: ResidentMemory.now() != nil, "the system does not tell what a process has in memory"))
struct MemoryBoundTests {
    /// What is read whole, and what is not.
    enum Kind: String, CaseIterable {
        case hashmap, bulkList, manifest, upload, formField, formHead

        /// Mebibytes of one body.
        var size: Int { self == .upload ? 24 : 48 }
        /// Bodies end in a fault of this status, or are refused before.
        var status: Int { self == .manifest ? 413 : 400 }

        var begin: String {
            switch self {
            case .formField: "--B\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n"
            case .formHead: "--B\r\nX: "
            default: ""
            }
        }
    }

    private static let bodyCount = 24

    /// They come piece by piece beside each other. Were each of them kept, there would be more than a gigabyte; half of
    /// that is far more than what other tests take meanwhile.
    @Test(arguments: Kind.allCases)
    func longBodiesDoNotLieInMemoryAllAtOnce(kind: Kind) async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("PUT", "c")
        let memory = ResidentMemory()
        memory.look()
        let before = memory.most
        let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
            for number in 1...Self.bodyCount {
                tasks.addTask { try await Self.send(kind, number, to: cloud, memory) }
            }
            return try await tasks.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(statuses == [kind.status])
        let growth = memory.most - before
        let bound = (kind.size << 20) * Self.bodyCount / 2
        #expect(growth < bound, "\(growth >> 20) MiB more, \(bound >> 20) are allowed")
        #expect(try await cloud.swift("HEAD", "c").status == 204)
    }

    private static func send(
        _ kind: Kind, _ number: Int, to cloud: PithosCloud, _ memory: ResidentMemory
    ) async throws -> Int {
        let body = BreakingBody(begin: kind.begin, pieceCount: kind.size, memory: memory)
        var headers: HTTPFields = [.contentType: "text/plain"]
        // Without a length it is found out when a body is too long.
        if kind == .manifest {
            headers[.transferEncoding] = "chunked"
        } else {
            headers[.contentLength] = "\(kind.size << 20)"
        }
        if kind == .formField || kind == .formHead { headers[.contentType] = "multipart/form-data; boundary=B" }
        let (method, path): (HTTPRequest.Method, String) =
            switch kind {
            case .hashmap: (.put, "/pithos/object-store/v1/\(PithosCloud.alice)/c/\(number)?hashmap")
            case .upload: (.put, PithosCloud.swiftTarget("c/\(number)"))
            case .bulkList: (.post, PithosCloud.swiftTarget("?bulk-delete"))
            case .manifest: (.put, PithosCloud.swiftTarget("c/\(number)?multipart-manifest=put"))
            case .formField, .formHead: (.post, PithosCloud.swiftTarget("c/"))
            }
        return try await cloud.client.send(
            method, path, headers: headers, streaming: RequestBody(asyncSequence: body)
        ).status
    }
}

/// A body of mebibytes of zeros that breaks off where it should end. After each piece others have their turn.
private struct BreakingBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let begin: String
    let pieceCount: Int
    let memory: ResidentMemory

    private static let piece = ByteBuffer(repeating: 0, count: 1 << 20)

    func makeAsyncIterator() -> Iterator {
        Iterator(begin: begin, left: pieceCount, memory: memory)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var begin: String
        fileprivate var left: Int
        fileprivate let memory: ResidentMemory

        mutating func next() async throws -> ByteBuffer? {
            await Task.yield()
            memory.look()
            guard begin.isEmpty else {
                defer { begin = "" }
                return ByteBuffer(string: begin)
            }
            guard left > 0 else { throw Fault(.badRequest, "The body breaks off.") }
            left -= 1
            return BreakingBody.piece
        }
    }
}
