import APISupport
import HTTPTypes
import HummingbirdCore
import NIOCore
import PithosBackend
import Vocabulary

extension SwiftObjectRoutes {
    /// 201; 411, 413, 422. From a body, a manifest, or another object.
    func put(_ call: SwiftCall, _ path: ObjectPath) async throws -> Response {
        if let source = call.headers["x-copy-from"] { return try await put(call, path, copyFrom: source) }
        let user = try call.requiredUser
        try requireLength(call)
        if call.query["multipart-manifest"] == "put" { return try await putManifest(call, path, for: user) }
        var draft = try call.objectDraft(replaces: true)
        draft.precondition = try call.writePrecondition()
        draft.type = Self.type(call, path)
        let body = LimitedBody(
            call.request.body, bytesMax: limits.bodyBytes,
            fault: Fault(.requestEntityTooLarge, "Your request is too large: at most \(limits.bodyBytes) bytes."))
        let written = try await objects.put(
            path, body: body, expectedMD5: call.headers["etag"].map(EntityTags.single), draft: draft,
            for: user)
        return Self.created(written, etag: written.etag)
    }

    /// 201; 400 with what is wrong with each segment
    private func putManifest(_ call: SwiftCall, _ path: ObjectPath, for user: UserID) async throws -> Response {
        try await call.request.withBody(upTo: SwiftLimits.manifestBytes, from: user) { body -> Response in
            do {
                let manifest = try await awayFromLoop(body.readableBytes, few: ByteBuffer.shortText) {
                    try ManifestBody.parse(body)
                }
                var draft = try call.objectDraft(replaces: true)
                draft.precondition = try call.writePrecondition()
                draft.type = Self.type(call, path)
                let written = try await objects.put(
                    path, manifest: manifest, expectedETag: call.headers["etag"].map(EntityTags.single), object: draft,
                    for: user)
                return Self.created(written.object, etag: "\"\(written.etag)\"")
            } catch let refusal as ManifestDraft.Refusal {
                return ManifestBody.refusal(refusal.problems, try BulkReport.Format(call))
            }
        }
    }

    /// 202
    func update(_ call: SwiftCall, _ path: ObjectPath) async throws -> Response {
        let user = try call.requiredUser
        _ = try await objects.findLiving(path, for: user)
        var draft = try call.objectDraft(replaces: true)
        draft.type = call.headers["content-type"].flatMap { $0.isEmpty ? nil : $0 }
        _ = try await objects.update(path, with: draft, for: user)
        return .empty(.accepted, headers: [.contentType: SwiftFault.contentType])
    }

    /// 204; 200 with a report where a large object's segments go too
    func delete(_ call: SwiftCall, _ path: ObjectPath) async throws -> Response {
        let user = try call.requiredUser
        if call.query["multipart-manifest"] == "delete" {
            return try await LargeObjectDelete(objects: objects).answer(call, path, for: user)
        }
        if let text = call.headers["x-if-delete-at"] {
            let moment = try SwiftCall.seconds(text, "X-If-Delete-At")
            guard try await objects.findLiving(path, for: user).system.deleteAt == moment else {
                throw Fault(.preconditionFailed, "X-If-Delete-At is not when the object expires.")
            }
        }
        try await objects.delete(path, mustExist: true, for: user)
        return .empty(.noContent, headers: [.contentType: SwiftFault.contentType])
    }

    /// - Throws: lengthRequired without a length and without chunks; requestEntityTooLarge.
    private func requireLength(_ call: SwiftCall) throws {
        if call.isChunked { return }
        guard let length = call.request.contentLength else {
            throw Fault(.lengthRequired, "Missing Content-Length header.")
        }
        guard length <= limits.bodyBytes else {
            throw Fault(.requestEntityTooLarge, "Your request is too large: at most \(limits.bodyBytes) bytes.")
        }
    }

    private static func type(_ call: SwiftCall, _ path: ObjectPath) -> String {
        let sent = call.headers["content-type"] ?? ""
        return sent.isEmpty || call.headers.isTrue("x-detect-content-type")
            ? ContentTypeGuess.type(of: path.name) : sent
    }

    /// - Parameter etag: as it is shown.
    static func created(_ written: WrittenObject, etag: String) -> Response {
        var fields = SwiftFields()
        fields.set(.eTag, etag)
        fields.set(.lastModified, written.modified.roundedUp.rfc1123)
        fields.set(.contentType, SwiftFault.contentType)
        return .empty(.created, headers: fields.fields)
    }
}
