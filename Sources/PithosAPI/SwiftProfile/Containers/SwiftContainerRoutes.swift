import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// Containers.
///
/// - Source: openstack.md 7.3.
struct SwiftContainerRoutes: Sendable {
    let containers: ContainerService
    let objects: ObjectService
    let readers: SwiftReaders

    /// 204
    func head(_ call: SwiftCall, _ path: ContainerPath) async throws -> Response {
        let format = try SwiftListingFormat(call)
        let reader = try await readers.reader(call, of: path, lists: true)
        let info = try await containers.find(path, for: reader)
        var headers = SwiftContainerView.fields(info, showsOwned: call.showsOwned)
        headers[.contentType] = format.contentType
        return .empty(.noContent, headers: headers)
    }

    /// 200, or 204 for an empty list in text
    func list(_ call: SwiftCall, _ path: ContainerPath) async throws -> Response {
        let format = try SwiftListingFormat(call)
        let parameters = try SwiftListingParameters(call)
        let folder = call.query.contains("path") ? try call.text("path") ?? "" : nil
        let query = ListingQuery(parameters, path: folder)
        let reader = try await readers.reader(call, of: path, lists: true)
        let (info, entries) = try await containers.list(path, for: reader, query: query)
        let complete = format == .plain ? entries : try await withChecksums(entries)
        let view = SwiftContainerView(info: info, entries: complete)
        let headers = SwiftContainerView.fields(info, showsOwned: call.showsOwned)
        return await awayFromLoop(complete.count) { view.response(format, headers: headers) }
    }

    /// 201 made, 202 was there
    func create(_ call: SwiftCall, _ path: ContainerPath) async throws -> Response {
        let user = try call.requiredUser
        try SwiftPolicy.check(call.headers)
        let metadata = try call.headers.metadata("Container")
        let isNew = try await containers.create(
            path, for: user, metadata: metadata, policy: try Self.policy(metadata),
            access: try Self.access(call.headers), limits: SwiftLimits.metadata, touches: true)
        return .empty(isNew ? .created : .accepted, headers: [.contentType: SwiftFault.contentType])
    }

    /// 204
    func update(_ call: SwiftCall, _ path: ContainerPath) async throws -> Response {
        let user = try call.requiredUser
        let metadata = try call.headers.metadata("Container")
        try await containers.update(
            path, for: user, metadata: .merge(metadata),
            policy: PolicyChange(values: try Self.policy(metadata), resetsOthers: false),
            access: try Self.access(call.headers),
            limits: SwiftLimits.metadata)
        return .empty(.noContent, headers: [.contentType: SwiftFault.contentType])
    }

    /// 204; 409 unless empty
    func delete(_ call: SwiftCall, _ path: ContainerPath) async throws -> Response {
        try await containers.delete(path, for: try call.requiredUser)
        return .empty(.noContent, headers: [.contentType: SwiftFault.contentType])
    }

    /// A quota in metadata is the container's quota for every client; taken away it is the default again.
    ///
    /// - Throws: badRequest for what is no number.
    private static func policy(_ metadata: [String: String]) throws -> [String: String] {
        for name in ["Bytes", "Count"] {
            guard let text = metadata["X-Container-Meta-Quota-\(name)"], !text.isEmpty else { continue }
            guard let number = Int64(text), number >= 0 else {
                throw Fault(.badRequest, "Invalid \(name.lowercased()) quota.")
            }
        }
        return metadata["X-Container-Meta-Quota-Bytes"].map { ["quota": $0] } ?? [:]
    }

    private static func access(_ headers: SwiftHeaders) throws -> ContainerACLChange {
        func list(_ kind: ContainerACL.Kind) throws -> ContainerACL? {
            let name = kind.rawValue.lowercased()
            let isRemoved = headers["x-remove-" + name.dropFirst(2)] != nil
            return try (headers[name] ?? (isRemoved ? "" : nil)).map { try ContainerACL($0, kind) }
        }
        return ContainerACLChange(read: try list(.read), write: try list(.write))
    }

    /// Bytes that one listing reads at most to compute MD5s that nobody computed before; what is left has none until the
    /// next listing.
    private static let checksumBytesALook: Int64 = 256 << 20

    /// Fills in the MD5s of objects that came as hashmaps, and keeps them. Of longer ones they are computed while nobody
    /// waits; damaged ones have none.
    private func withChecksums(_ entries: [ListingEntry]) async throws -> [ListingEntry] {
        var entries = entries
        var left = Self.checksumBytesALook
        for (index, entry) in entries.enumerated() {
            guard case .object(var object) = entry, object.version.checksum.isEmpty, object.manifest == nil else {
                continue
            }
            guard object.version.size <= Self.checksumBytesALook else {
                await objects.beginChecksum(of: object.version)
                continue
            }
            guard object.version.size <= left else { continue }
            left -= object.version.size
            do {
                object.setChecksum(try await objects.checksum(of: object.version))
                entries[index] = .object(object)
            } catch is BlockError {
                continue
            }
        }
        return entries
    }
}
