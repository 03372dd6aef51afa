import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

extension SwiftObjectRoutes {
    /// 201
    func copy(_ call: SwiftCall, _ path: ObjectPath) async throws -> Response {
        guard let header = call.headers["destination"] else {
            throw Fault(.preconditionFailed, "Destination header required")
        }
        let account = try SwiftLocation.account(
            call.headers["destination-account"], standard: path.account, header: "Destination-Account")
        let destination = try SwiftLocation.parse(header, account: account, header: "Destination")
        return try await copy(call, from: path, to: destination)
    }

    /// 201
    func put(_ call: SwiftCall, _ path: ObjectPath, copyFrom header: String) async throws -> Response {
        guard call.request.contentLength ?? 0 == 0, !call.isChunked else {
            throw Fault(.badRequest, "Copy requests require a zero byte body")
        }
        let account = try SwiftLocation.account(
            call.headers["x-copy-from-account"], standard: path.account, header: "X-Copy-From-Account")
        let source = try SwiftLocation.parse(header, account: account, header: "X-Copy-From")
        return try await copy(call, from: source, to: path)
    }

    /// What an object is carried over as it is; what is put together from others, or taken in part, becomes an object of
    /// its own.
    private func copy(
        _ call: SwiftCall, from source: ObjectPath, to destination: ObjectPath
    ) async throws -> Response {
        let user = try call.requiredUser
        let reader = try await readers.reader(call, of: source.parent)
        let info = try await objects.findLiving(source, for: reader)
        let parts = try await parts(of: info, call, for: reader)
        let content = SwiftContent(parts)
        let headers = SwiftObjectView.fields(info, etag: content.shownTag)
        if let answer = Self.refusal(call, info, content, headers) { return answer }
        let isManifest = call.query["multipart-manifest"] == "get"
        let range = try isManifest ? nil : range(of: info, call, content)
        if isManifest, let manifest = try info.staticManifest {
            return try await copy(call, info, manifest, to: destination, for: user)
        }
        let written: WrittenObject
        if range == nil, isManifest || !content.isComposite, reader == user {
            written = try await carry(call, info, to: destination, for: user)
        } else {
            let draft = try assembled(call, info)
            written = try await objects.put(destination, from: parts, range: range, draft: draft, for: user)
        }
        var response = Self.created(written, etag: written.etag)
        if written.etag.isEmpty { response.headers[.eTag] = nil }
        describe(info, in: &response.headers)
        return response
    }

    /// The manifest itself, which must hold where it goes to.
    private func copy(
        _ call: SwiftCall, _ info: ObjectInfo, _ manifest: StaticManifest, to destination: ObjectPath,
        for user: UserID
    ) async throws -> Response {
        do {
            let written = try await objects.put(
                destination, manifest: ManifestDraft(manifest), object: try assembled(call, info), for: user)
            var response = Self.created(written.object, etag: "\"\(written.etag)\"")
            describe(info, in: &response.headers)
            return response
        } catch let refusal as ManifestDraft.Refusal {
            return ManifestBody.refusal(refusal.problems, try BulkReport.Format(call))
        }
    }

    private func carry(
        _ call: SwiftCall, _ info: ObjectInfo, to destination: ObjectPath, for user: UserID
    ) async throws -> WrittenObject {
        var draft = try call.objectDraft(replaces: call.headers.isTrue("x-fresh-metadata"))
        draft.type = call.headers["content-type"].flatMap { $0.isEmpty ? nil : $0 }
        let made = try await objects.transfer(
            Transfer(from: info.path, to: destination, isMove: false), draft: draft, for: user)
        guard let top = made.first else { throw Fault(.itemNotFound, "The resource could not be found.") }
        return top
    }

    /// Metadata and type come along, and are changed as the request says.
    private func assembled(_ call: SwiftCall, _ info: ObjectInfo) throws -> ObjectDraft {
        var draft = try call.objectDraft(replaces: true)
        draft.type = call.headers["content-type"].flatMap { $0.isEmpty ? nil : $0 } ?? info.version.type
        guard !call.headers.isTrue("x-fresh-metadata") else { return draft }
        var metadata = info.metadata
        metadata[ObjectService.manifestKey] = nil
        let change = try call.objectDraft(replaces: false).metadata
        draft.metadata = .replace(change.applied(to: metadata))
        return draft
    }

    /// What `Range` or a part's number take of the source.
    private func range(
        of info: ObjectInfo, _ call: SwiftCall, _ content: SwiftContent
    ) throws -> Range<Int64>? {
        if let part = try PartNumber(call), try info.partCount != nil {
            guard let range = try part.range(in: info) else {
                throw Fault(.rangeNotSatisfiable, "The requested part number is not satisfiable")
            }
            return range
        }
        let wanted = ByteRanges.clamped(
            call.headers, size: content.size, etag: content.etag, modified: info.version.modified)
        guard let wanted else { return nil }
        guard wanted.count == 1, let range = wanted.first else {
            throw Fault(.rangeNotSatisfiable, "The Range requested is not available.")
        }
        return range
    }

    private func describe(_ source: ObjectInfo, in headers: inout HTTPFields) {
        var fields = SwiftFields()
        fields.set(
            "X-Copied-From",
            PercentEncoding.encode("\(source.path.parent.container)/\(source.path.name)", allowed: .path))
        fields.set("X-Copied-From-Last-Modified", source.version.modified.roundedUp.rfc1123)
        fields.set("X-Copied-From-Account", SwiftAccount.name(of: source.path.account))
        for field in fields.fields { headers[field.name] = field.value }
    }
}
