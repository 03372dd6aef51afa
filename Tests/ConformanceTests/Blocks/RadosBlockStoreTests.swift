import Foundation
import NIOCore
import NIOPosix
import PithosBackend
import RadosAccess
import Testing
import Vocabulary

/// What only a cluster can do, and fail to do.
@Suite(.enabled(if: TestBlockStore.cephConf != nil, "no Ceph for tests: SYNNEFO_TEST_CEPH is not set"))
struct RadosBlockStoreTests {
    /// Any other program of the original finds what we put, and we what it put.
    @Test func objectsAreNamedAndFilledAsTheOriginalDoes() async throws {
        let conf = try #require(TestBlockStore.cephConf)
        try await TestBlockStore.withRados(change: { $0.namespace = "" }) { store in
            let text = "layout \(UUID().uuidString)"
            let hash = try await store.put(text)
            let root = try await store.put(Hashmap(hashes: [hash, .empty], size: 1025))
            #expect(try await Self.rados(conf, ["-p", "blocks", "get", hash.hex, "-"]) == Data(text.utf8))
            let map = hash.withBytes { Data($0) } + BlockHash.empty.withBytes { Data($0) }
            #expect(try await Self.rados(conf, ["-p", "maps", "get", root.hex, "-"]) == map)
        }
    }

    @Test func whatElseLiesInAPoolIsPassedOver() async throws {
        let conf = try #require(TestBlockStore.cephConf)
        let namespace = "test-\(UUID().uuidString)"
        try await TestBlockStore.withRados(change: { $0.namespace = namespace }) { store in
            let hash = try await store.put("alpha")
            for name in ["README", hash.hex.uppercased(), "snf_file_1"] {
                _ = try await Self.rados(conf, ["-p", "blocks", "-N", namespace, "put", name, "/dev/null"])
            }
            #expect(try await store.names(.block) == [hash])
        }
    }

    /// The OSD stands still, as behind a broken switch, and goes on later.
    @Test func aClusterThatDoesNotAnswerIsAnOutageAndNoHang() async throws {
        let conf = try #require(TestBlockStore.cephConf)
        let file = URL(filePath: conf).deletingLastPathComponent().appending(path: "osd.0.pid")
        let text = try String(contentsOf: file, encoding: .utf8)
        let osd = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        // Threads of its own: those of all other tests may wait for the cluster too.
        let pool = NIOThreadPool(numberOfThreads: 2)
        pool.start()
        defer { pool.shutdownGracefully { _ in } }
        try await TestBlockStore.withRados(pool: pool, change: { $0.timeout = .seconds(1) }) { store in
            let hash = try await store.put("alpha")
            try #require(kill(osd, SIGSTOP) == 0)
            defer { kill(osd, SIGCONT) }
            while !Self.standsStill(osd) { try await Task.sleep(for: .milliseconds(5)) }
            let began = ContinuousClock.now
            let fault = await Self.fault { try await store.open(hash) }
            #expect(fault?.kind == .serviceUnavailable)
            #expect(await Self.fault { try await store.put("beta") }?.kind == .serviceUnavailable)
            #expect(await Self.fault { try await store.missing(of: [hash]) }?.kind == .serviceUnavailable)
            #expect(ContinuousClock.now - began < .seconds(30))
            try #require(kill(osd, SIGCONT) == 0)
            // The same connection serves again.
            let deadline = ContinuousClock.now + .seconds(30)
            while await Self.fault({ try await store.open(hash) }) != nil, ContinuousClock.now < deadline {}
            #expect(try await store.open(hash).length == 5)
        }
    }

    @Test func aClusterThatIsNotThereIsAnOutageAndTheNextAskerIsToldAtOnce() async throws {
        try await Self.withConf("mon host = [v2:127.0.0.1:1,v1:127.0.0.1:2]") { conf in
            let change: (inout RadosOptions) -> Void = {
                $0.cephConf = conf
                $0.timeout = .seconds(1)
            }
            try await TestBlockStore.withRados(change: change) { store in
                let began = ContinuousClock.now
                // Many ask at once and share the attempt.
                await withTaskGroup(of: Fault?.self) { group in
                    for _ in 0..<50 { group.addTask { await Self.fault { try await store.missing(of: [.padded]) } } }
                    for await fault in group { #expect(fault?.kind == .serviceUnavailable) }
                }
                #expect(ContinuousClock.now - began < .seconds(30))
            }
        }
    }

    @Test func aPoolThatIsNotThereIsNamedInTheLog() async throws {
        try await TestBlockStore.withRados(change: { $0.blocksPool = "nonexistent" }) { store in
            let fault = await Self.fault { try await store.missing(of: [.padded]) }
            #expect(fault?.kind == .serviceUnavailable)
            let cause = try #require(fault?.cause)
            #expect("\(cause)".contains("the pool nonexistent"))
        }
    }

    @Test func aStoreThatWasClosedSaysSo() async throws {
        try await TestBlockStore.withRados { store in
            let hash = try await store.put("alpha")
            await store.close()
            #expect(await Self.fault { try await store.open(hash) }?.kind == .serviceUnavailable)
        }
    }

    @Test func withoutItsConfigurationAStoreDoesNotOpen() throws {
        var options = RadosOptions()
        options.cephConf = "/nonexistent/ceph.conf"
        let fault = #expect(throws: Fault.self) { try RadosBlockStore(options, pool: .singleton) }
        #expect(fault?.message.contains("/nonexistent/ceph.conf") == true)
        #expect(fault?.message.contains("PITHOS_RADOS_CEPH_CONF") == true)
    }

    /// The fault that an error means to a client; nil where there was none.
    private static func fault(_ body: () async throws -> some Sendable) async -> Fault? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? any FaultConvertible)?.fault
                ?? Fault(.internalServerError, "unexpected: \(error)")
        }
    }

    /// Whether every thread of a process is stopped; a signal takes a moment to reach them all.
    private static func standsStill(_ process: pid_t) -> Bool {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return threads.allSatisfy { thread in
            let text = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/stat", encoding: .utf8)
            return text?.split(separator: ")").last?.hasPrefix(" T") ?? true
        }
    }

    /// What the `rados` program prints.
    private static func rados(_ conf: String, _ arguments: [String]) async throws -> Data {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/rados")
        process.arguments = ["-c", conf] + arguments
        process.standardOutput = pipe
        try process.run()
        let printed = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return printed
    }

    private static func withConf(_ line: String, _ body: (String) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "ceph-\(UUID().uuidString).conf"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = "[global]\n\(line)\nauth client required = none\nkeyring = /dev/null\n"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try await body(path)
    }
}

extension BlockHash {
    /// A hash of nothing that is stored.
    fileprivate static let padded = BlockDigest.hash(of: [ByteBuffer(string: "never stored")])
}
