import APISupport
import HTTPTypes
import HummingbirdCore
import NIOCore
import PithosBackend
import Vocabulary

extension ObjectRoutes {
    /// 201; 409 with a list of hashes. From a body, a hashmap, or another object.
    ///
    /// - Source: object-storage.md 2.8.
    func put(_ call: Call, _ path: ObjectPath) async throws -> Response {
        if call.headers["x-move-from"] != nil || call.headers["x-copy-from"] != nil {
            return try await putFrom(call, path)
        }
        try call.requireLength(upTo: bodyLimit)
        guard let type = call.headers["content-type"] else {
            throw Fault(.lengthRequired, "Missing Content-Type header")
        }
        var draft = try call.objectDraft(replaces: true)
        draft.type = type
        if call.has("hashmap") { return try await putHashmap(call, path, draft) }
        let written = try await objects.put(
            path, body: call.request.body, expectedMD5: call.headers["etag"].map(EntityTags.single), draft: draft,
            for: call.user)
        return .written(written, .created)
    }

    private func putHashmap(_ call: Call, _ path: ObjectPath, _ draft: ObjectDraft) async throws -> Response {
        // The document is read whole: only of those who may write what it describes.
        try await objects.authorisePut(path, draft: draft, for: call.user)
        return try await call.request.withBody(upTo: HashmapBody.limit, from: call.user) { body -> Response in
            let hashmap = try await awayFromLoop(body.readableBytes, few: ByteBuffer.shortText) {
                try HashmapBody.parse(body, call.context.serialization)
            }
            switch try await objects.put(path, hashmap: hashmap, draft: draft, for: call.user) {
            case .written(let written): return .written(written, .created)
            case .missing(let hashes):
                return await awayFromLoop(hashes.count) {
                    .hashes(hashes.map(\.hex), status: .conflict, call.context.serialization)
                }
            }
        }
    }

    /// Move wins where both are given.
    private func putFrom(_ call: Call, _ path: ObjectPath) async throws -> Response {
        try call.requireLength(upTo: bodyLimit, allowsChunks: false)
        let isMove = call.headers["x-move-from"] != nil
        let header = isMove ? "X-Move-From" : "X-Copy-From"
        let source = try ObjectLocation.parse(
            call.headers[header.lowercased()] ?? "",
            account: ObjectLocation.account(call.headers["x-source-account"], standard: call.user), header: header)
        return try await transfer(call, from: source, to: path, isMove: isMove, conditions: .onDestination)
    }

    /// 201
    ///
    /// - Source: object-storage.md 2.9.
    func copy(_ call: Call, _ path: ObjectPath, isMove: Bool) async throws -> Response {
        guard let destination = call.headers["destination"] else {
            throw Fault(.badRequest, "Missing Destination header")
        }
        let account = ObjectLocation.account(call.headers["destination-account"], standard: call.user)
        let target = try ObjectLocation.parse(destination, account: account, header: "Destination")
        return try await transfer(call, from: path, to: target, isMove: isMove, conditions: .onSource)
    }

    private func transfer(
        _ call: Call, from source: ObjectPath, to destination: ObjectPath, isMove: Bool,
        conditions: Transfer.Conditions
    ) async throws -> Response {
        var draft = try call.objectDraft(replaces: false)
        draft.type = call.has("ignore_content_type") ? nil : call.headers["content-type"]
        let version: NodeVersion.ID?
        do {
            version = isMove ? nil : try Self.version(call.headers["x-source-version"])
        } catch {
            throw Fault(.itemNotFound, "Container or object does not exist")
        }
        let delimiter = try call.text("delimiter")
        let made = try await objects.transfer(
            Transfer(
                from: source, to: destination, isMove: isMove, version: version, delimiter: delimiter,
                conditions: conditions),
            draft: draft, for: call.user)
        var fields = PithosFields()
        fields.set("X-Object-Version", Self.shownVersions(made.map(\.version)))
        return .empty(.created, headers: fields.fields)
    }

    /// Bytes of a list of versions: clients and proxies take no header of any length.
    private static let versionsMax = 1024

    /// The version, or a list where a tree was made, as clients of the original know it: the top object's first. Of a tree
    /// that is too large for that, its version alone.
    private static func shownVersions(_ made: [NodeVersion.ID]) -> String {
        let top = made.first.map { "\($0)" } ?? ""
        guard made.count > 1, made.count < versionsMax else { return top }
        let list = "[" + made.map { "\($0)" }.joined(separator: ", ") + "]"
        return list.utf8.count <= versionsMax ? list : top
    }

    /// 204
    ///
    /// - Source: object-storage.md 2.12.
    func delete(_ call: Call, _ path: ObjectPath) async throws -> Response {
        if let until = call.until {
            try await objects.purge(path, until: until, for: call.user)
        } else {
            try await objects.delete(path, delimiter: try call.text("delimiter"), for: call.user)
        }
        return .empty(.noContent)
    }
}

extension Response {
    /// What a write made. Where no MD5 was computed there is no tag, unless the answer always has one.
    static func written(
        _ object: WrittenObject, _ status: HTTPResponse.Status, alwaysTagged: Bool = false
    ) -> Response {
        var fields = PithosFields()
        fields.set("X-Object-Version", object.version.rawValue)
        if alwaysTagged || !object.etag.isEmpty { fields.setTag(object.etag) }
        return .empty(status, headers: fields.fields)
    }
}
