import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

extension ObjectRoutes {
    /// 201 for a form, 204 for data, 202 for metadata.
    ///
    /// - Source: object-storage.md 2.10, 2.11.
    func post(_ call: Call, _ path: ObjectPath) async throws -> Response {
        let type = call.headers["content-type"] ?? ""
        if type.lowercased().hasPrefix("multipart/form-data") { return try await postForm(call, path, type) }
        let draft = try call.objectDraft(replaces: !call.has("update"))
        if let source = call.headers["x-source-object"] {
            return try await patch(call, path, from: source, draft)
        }
        if type == "application/octet-stream" { return try await patch(call, path, draft) }
        var fields = PithosFields()
        if let version = try await objects.update(path, with: draft, for: call.user) {
            fields.set("X-Object-Version", version.rawValue)
        }
        return .empty(.accepted, headers: fields.fields)
    }

    private func patch(_ call: Call, _ path: ObjectPath, _ draft: ObjectDraft) async throws -> Response {
        // An object that is not there is told before headers that would be wrong for any.
        let found = try await objects.find(path, for: call.user)
        var patch = try contentPatch(call)
        if !call.isChunked {
            try call.requireLength(upTo: bodyLimit)
            guard patch.length == nil || patch.length == call.request.contentLength else {
                throw Fault(.badRequest, "Content length does not match range length")
            }
            patch.length = call.request.contentLength
        } else {
            // All that comes is taken: the original does not hold chunks against a closed range.
            patch.length = nil
        }
        let written = try await awayFromLoop(blockCount(of: found)) { [patch] in
            try await objects.patch(path, patch, body: call.request.body, draft: draft, for: call.user)
        }
        return .written(written, .noContent, alwaysTagged: true)
    }

    private func patch(
        _ call: Call, _ path: ObjectPath, from source: String, _ draft: ObjectDraft
    ) async throws -> Response {
        let found = try await objects.find(path, for: call.user)
        let patch = try contentPatch(call)
        let account = ObjectLocation.account(call.headers["x-source-account"], standard: call.user)
        let location = try ObjectLocation.parse(source, account: account, header: "X-Source-Object")
        let version: NodeVersion.ID?
        do {
            version = try Self.version(call.headers["x-source-version"])
        } catch {
            throw Fault(.itemNotFound, "Source object does not exist")
        }
        let written = try await awayFromLoop(blockCount(of: found)) {
            try await objects.patch(path, patch, from: location, version: version, draft: draft, for: call.user)
        }
        return .written(written, .noContent, alwaysTagged: true)
    }

    /// What a change of its content goes over, whichever part of it is written.
    private func blockCount(of object: ObjectInfo) -> Int {
        Hashmap.blockCount(ofSize: object.version.size, blockSize: blockSize)
    }

    private func contentPatch(_ call: Call) throws -> ContentPatch {
        guard let header = call.headers["content-range"] else {
            throw Fault(.badRequest, "Missing Content-Range header")
        }
        let range = try ContentRange(header)
        var size: Int64?
        if let text = call.headers["x-object-bytes"] {
            guard let number = Int64(text), number >= 0 else {
                throw Fault(.badRequest, "Invalid X-Object-Bytes header")
            }
            size = number
        }
        return ContentPatch(offset: range.offset, length: range.length, total: range.total, truncatesTo: size)
    }

    /// Fields before the file, which are read for nothing.
    private static let formFieldsMax = 1000

    /// The file of a form becomes the object; the body of the answer is its MD5.
    private func postForm(_ call: Call, _ path: ObjectPath, _ type: String) async throws -> Response {
        guard let boundary = MultipartForm.boundary(of: type) else {
            throw Fault(.badRequest, "Content-Type has no boundary")
        }
        let form = MultipartForm(call.request.body, boundary: boundary)
        var fieldCount = 0
        while let part = try await form.nextPart() {
            guard part.name == "X-Object-Data" else {
                fieldCount += 1
                guard fieldCount < Self.formFieldsMax else { throw Fault(.badRequest, "The form has too many fields") }
                continue
            }
            var draft = ObjectDraft()
            draft.type = part.type ?? ""
            draft.metadata = .replace([:])
            let written = try await objects.put(path, body: form.content(), draft: draft, for: call.user)
            var fields = PithosFields()
            fields.set("X-Object-Version", written.version.rawValue)
            fields.setTag(written.etag)
            return .text(
                written.etag, status: .created, contentType: call.context.serialization.contentType,
                headers: fields.fields)
        }
        throw Fault(.badRequest, "Missing X-Object-Data field")
    }
}
