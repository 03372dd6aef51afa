import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// Containers.
///
/// - Source: object-storage.md 2.3.
struct ContainerRoutes: Sendable {
    let containers: ContainerService
    let objects: ObjectService
    /// Entries of a listing.
    let limit: Int
    /// Bytes of a body.
    let bodyLimit: Int64
    let links: LinkAddress

    /// 204; 304
    func head(_ call: Call, _ path: ContainerPath) async throws -> Response {
        let info = try await containers.find(path, for: call.user, until: call.until)
        if try ReadPrecondition(call.headers).isNotModified(info.modified) { return .notModified(info.modified) }
        return .empty(.noContent, headers: ContainerView.fields(info))
    }

    /// 200, or 204 for an empty list in text; 304
    func list(_ call: Call, _ path: ContainerPath) async throws -> Response {
        let query = try ListingParameters(call, limit: limit).query
        return try await containers.list(path, for: call.user, query: query) { info, listing in
            if try ReadPrecondition(call.headers).isNotModified(info.modified) { return .notModified(info.modified) }
            let view = ContainerListingView(info: info, showsModified: query.until == nil, linkPrefix: links.prefix)
            return try view.response(listing, call.context.serialization)
        }
    }

    /// 201 made, 202 was there
    func create(_ call: Call, _ path: ContainerPath) async throws -> Response {
        let isNew = try await containers.create(
            path, for: call.user, metadata: try call.headers.metadata("Container"), policy: Self.policy(call.headers))
        return .empty(isNew ? .created : .accepted)
    }

    /// 202, with the names of the blocks that the body brought
    func update(_ call: Call, _ path: ContainerPath) async throws -> Response {
        let isUpdate = call.has("update")
        let metadata = try call.headers.metadata("Container")
        let policy = Self.policy(call.headers)
        let changesNothing = isUpdate && metadata.isEmpty && policy.isEmpty
        let hasBlocks =
            call.headers["content-type"] == "application/octet-stream"
            && (call.isChunked || (call.request.contentLength ?? 0) > 0)
        if hasBlocks { try call.requireLength(upTo: bodyLimit) }
        // Who writes into somebody else's folder brings blocks, and changes nothing of the container.
        if !(changesNothing && hasBlocks) {
            try await containers.update(
                path, for: call.user, metadata: isUpdate ? .merge(metadata) : .replace(metadata),
                policy: PolicyChange(values: policy, resetsOthers: !isUpdate))
        }
        guard hasBlocks else { return .empty(.accepted) }
        let hashes = try await containers.storeBlocks(call.request.body, in: path, for: call.user)
        return .hashes(hashes.map(\.hex), status: .accepted, call.context.serialization)
    }

    /// 204
    func delete(_ call: Call, _ path: ContainerPath) async throws -> Response {
        if let until = call.until {
            try await containers.purge(path, until: until, for: call.user)
        } else if try call.text("delimiter") != nil {
            try await objects.deleteAll(in: path, for: call.user)
        } else {
            try await containers.delete(path, for: call.user)
        }
        return .empty(.noContent)
    }

    /// `X-Container-Policy-<Key>`, keys in lower case, values without blanks.
    private static func policy(_ headers: PithosHeaders) -> [String: String] {
        var policy: [String: String] = [:]
        for (suffix, value) in headers.all(after: "x-container-policy-") {
            policy[suffix.lowercased()] = value.filter { $0 != " " }
        }
        return policy
    }
}
