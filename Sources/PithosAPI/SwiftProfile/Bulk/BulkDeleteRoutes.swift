import APISupport
import HTTPTypes
import HummingbirdCore
import NIOCore
import PithosBackend
import Vocabulary

/// Deletes what a list names, a `/container/object` or `/container` a line, percent-encoded.
///
/// - Source: openstack.md 7.2, 7.4.
struct BulkDeleteRoutes: Sendable {
    let containers: ContainerService
    let objects: ObjectService

    /// Bytes of a list: as many of the longest lines as one may hold.
    private static let bodyBytes = 64 << 20
    /// Of a line: longer than the longest name with every byte encoded.
    private static let lineBytes = 16 << 10
    /// Bytes of a longer line that the report shows.
    private static let shownLine = 256

    /// 200 with what became of each line
    func delete(_ call: SwiftCall) async throws -> Response {
        let user = try call.requiredUser
        let owner = try call.owner
        let format = try BulkReport.Format(call)
        return try await call.request.withBody(upTo: Self.bodyBytes, from: user) { body -> Response in
            try await awayFromLoop(body.readableBytes, few: ByteBuffer.shortText) {
                try await report(on: Self.lines(body), owner: owner, for: user).response(format)
            }
        }
    }

    private func report(on lines: [String], owner: UserID, for user: UserID) async throws -> BulkReport {
        var report = BulkReport()
        guard lines.count <= SwiftLimits.deletesPerRequest else {
            report.status = 413
            report.body = "Maximum Bulk Deletes: \(SwiftLimits.deletesPerRequest) per request"
            return report
        }
        guard !lines.isEmpty else {
            report.status = 400
            report.body = "Invalid bulk delete."
            return report
        }
        try await run(lines, owner: owner, for: user, &report)
        return report
    }

    /// What stands on the lines, without blanks around it; of too many, one more than there may be.
    private static func lines(_ body: ByteBuffer) -> [String] {
        body.withUnsafeReadableBytes { bytes in
            var lines: [String] = []
            var start = 0
            while start < bytes.count, lines.count <= SwiftLimits.deletesPerRequest {
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                var line = bytes[start..<end].drop(while: isBlank)
                while let last = line.last, isBlank(last) { line = line.dropLast() }
                if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
                start = end + 1
            }
            return lines
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    /// How many objects go in one transaction: while it runs nobody else writes in the container.
    private static let objectsAtOnce = 200

    /// Objects of one container that follow each other go together.
    private func run(_ lines: [String], owner: UserID, for user: UserID, _ report: inout BulkReport) async throws {
        var pending: (container: ContainerPath, names: [String])?
        for line in lines {
            guard line.utf8.count <= Self.lineBytes else {
                report.add(
                    String(decoding: line.utf8.prefix(Self.shownLine), as: UTF8.self),
                    Fault(.badRequest, "Invalid File Name"))
                continue
            }
            do {
                let (container, name) = try Self.parse(line, owner)
                if let name, let batch = pending, batch.container == container, batch.names.count < Self.objectsAtOnce {
                    pending?.names.append(name)
                    continue
                }
                if let batch = pending { try await delete(batch.names, in: batch.container, for: user, &report) }
                pending = name.map { (container, [$0]) }
                if name == nil { try await delete(container, for: user, &report) }
            } catch let fault as Fault where fault.kind.status < 500 {
                report.add(line, fault)
            }
        }
        if let batch = pending { try await delete(batch.names, in: batch.container, for: user, &report) }
    }

    private static func parse(_ line: String, _ owner: UserID) throws -> (ContainerPath, name: String?) {
        guard let text = PercentEncoding.decode(line), !text.utf8.contains(0) else {
            throw Fault(.preconditionFailed, "Invalid UTF8 or contains NULL")
        }
        let path = text.utf8.drop { $0 == UInt8(ascii: "/") }
        let names = path.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
            .map { String(decoding: Array($0), as: UTF8.self) }
        let container = try ContainerPath(account: owner, container: names.first ?? "")
        guard names.count == 2, !names[1].isEmpty else { return (container, nil) }
        return (container, try ObjectPath(container, name: names[1]).name)
    }

    private func delete(
        _ names: [String], in container: ContainerPath, for user: UserID, _ report: inout BulkReport
    ) async throws {
        do {
            let deleted = try await objects.delete(names, in: container, for: user)
            report.deleted += deleted
            report.notFound += names.count - deleted
        } catch let fault as Fault where fault.kind == .itemNotFound {
            report.notFound += names.count
        } catch let fault as Fault where fault.kind.status < 500 {
            for name in names { report.add("/\(container.container)/\(name)", fault) }
        }
    }

    private func delete(_ container: ContainerPath, for user: UserID, _ report: inout BulkReport) async throws {
        do {
            try await containers.delete(container, for: user)
            report.deleted += 1
        } catch let fault as Fault where fault.kind == .itemNotFound {
            report.notFound += 1
        } catch let fault as Fault where fault.kind.status < 500 {
            report.add("/\(container.container)", fault)
        }
    }
}
