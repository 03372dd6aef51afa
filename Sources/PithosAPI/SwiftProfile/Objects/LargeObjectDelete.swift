import APISupport
import HummingbirdCore
import PithosBackend
import Vocabulary

/// Deletes a static large object and all it is put together from (`multipart-manifest=delete`).
///
/// - Source: openstack.md 7.2, 7.4.
struct LargeObjectDelete: Sendable {
    let objects: ObjectService

    /// 200; what became of each segment is in the body
    func answer(_ call: SwiftCall, _ path: ObjectPath, for user: UserID) async throws -> Response {
        let format = try BulkReport.Format(call)
        var report = BulkReport()
        let info: ObjectInfo
        do {
            info = try await objects.findLiving(path, for: user)
        } catch let fault as Fault where fault.kind == .itemNotFound {
            report.notFound = 1
            report.status = 404
            return report.response(format)
        }
        guard info.manifestFacts != nil else {
            report.status = 400
            report.errors.append((Self.shown(path), "Not an SLO manifest"))
            return report.response(format)
        }
        var gathered = Gathered()
        try await gather(info, into: &gathered, for: user)
        for path in gathered.paths { try await delete(path, for: user, &report) }
        return report.response(format)
    }

    /// What is to be deleted, in order, each once.
    private struct Gathered {
        private(set) var paths: [ObjectPath] = []
        private var known: Set<ObjectPath> = []

        func contains(_ path: ObjectPath) -> Bool { known.contains(path) }

        mutating func append(_ path: ObjectPath) {
            if known.insert(path).inserted { paths.append(path) }
        }
    }

    /// The segments, those of segments before them, and the object itself last.
    private func gather(
        _ info: ObjectInfo, into paths: inout Gathered, for user: UserID, depth: Int = 0
    ) async throws {
        for entry in try info.staticManifest?.entries ?? [] {
            guard case .segment(let segment) = entry else { continue }
            let container = try ContainerPath(account: info.path.account, container: segment.container)
            let path = try ObjectPath(container, name: segment.name)
            guard !paths.contains(path) else { continue }
            if segment.isManifest, depth < 10, let inner = try? await objects.findLiving(path, for: user) {
                try await gather(inner, into: &paths, for: user, depth: depth + 1)
            } else {
                paths.append(path)
            }
        }
        paths.append(info.path)
    }

    private func delete(_ path: ObjectPath, for user: UserID, _ report: inout BulkReport) async throws {
        do {
            try await objects.delete(path, mustExist: true, for: user)
            report.deleted += 1
        } catch let fault as Fault where fault.kind == .itemNotFound {
            report.notFound += 1
        } catch let fault as Fault where fault.kind.status < 500 {
            report.add(Self.shown(path), fault)
        }
    }

    private static func shown(_ path: ObjectPath) -> String { "/\(path.parent.container)/\(path.name)" }
}
