import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// Objects. Reading is here; writing is in the files beside this one.
///
/// - Source: openstack.md 7.3.
struct SwiftObjectRoutes: Sendable {
    let objects: ObjectService
    let limits: PithosLimits
    let readers: SwiftReaders

    /// 200; 206 for a part by its number; 304, 412, 416
    func head(_ call: SwiftCall, _ path: ObjectPath) async throws -> Response {
        let reader = try await readers.reader(call, of: path.parent)
        let info = try await objects.findLiving(path, for: reader)
        if let answer = try await SwiftManifestView.answer(call, info, objects) { return answer }
        let content = try await content(of: info, call, for: reader)
        var headers = SwiftObjectView.fields(info, etag: content.shownTag)
        if let answer = Self.refusal(call, info, content, headers) { return answer }
        if let part = try PartNumber(call) { return try part.head(of: info, content, headers: headers) }
        headers[.contentLength] = String(content.size)
        return .empty(.ok, headers: headers)
    }

    /// 200, 206; 304, 412, 416
    func get(_ call: SwiftCall, _ path: ObjectPath) async throws -> Response {
        let reader = try await readers.reader(call, of: path.parent)
        let info = try await objects.findLiving(path, for: reader)
        if let answer = try await SwiftManifestView.answer(call, info, objects) { return answer }
        let parts = try await parts(of: info, call, for: reader)
        let content = SwiftContent(parts)
        var headers = SwiftObjectView.fields(info, etag: content.shownTag)
        if let answer = Self.refusal(call, info, content, headers) { return answer }
        let body = ObjectBody(objects: objects, parts: parts, context: call.context)
        let partHeader = "Content-Type: \(info.version.type)"
        if let part = try PartNumber(call), let count = try info.partCount {
            headers[.partsCount] = String(count)
            guard let range = try part.range(in: info) else { return part.refusal(content, headers: headers) }
            return try await body.response([range], headers: headers, partHeader: partHeader)
        }
        var wanted = ByteRanges.clamped(
            call.headers, size: content.size, etag: content.etag, modified: info.version.modified)
        // Of a dynamic large object OpenStack Swift gives several ranges as none.
        if content.isComposite, info.manifestFacts == nil, let ranges = wanted, ranges.count > 1 { wanted = nil }
        if let wanted, wanted.isEmpty { return Self.unsatisfiable(content, headers) }
        return try await body.response(wanted, headers: headers, partHeader: partHeader)
    }

    /// Size and tag, without looking every part up.
    private func content(of info: ObjectInfo, _ call: SwiftCall, for reader: UserID) async throws -> SwiftContent {
        if let facts = info.manifestFacts { return SwiftContent(facts) }
        return SwiftContent(try await parts(of: info, call, for: reader))
    }

    func parts(of info: ObjectInfo, _ call: SwiftCall, for reader: UserID) async throws -> ObjectParts {
        if info.manifestFacts == nil, call.query["multipart-manifest"] == "get" {
            return try await objects.ownParts(of: info, computesChecksums: true)
        }
        var reader = reader
        if reader != call.user, let container = try info.dynamicContainer {
            // The owner's eyes are lent for the container that is open, not for what somebody's manifest points to.
            reader = try await readers.reader(call, of: container)
        }
        do {
            return try await objects.parts(
                of: info, for: reader, computesChecksums: true, confinedTo: call.grant?.container)
        } catch let fault as Fault where fault.kind == .forbidden && call.grant != nil {
            throw TempURL.invalid
        }
    }

    /// What conditions say; nil where they hold.
    static func refusal(
        _ call: SwiftCall, _ info: ObjectInfo, _ content: SwiftContent, _ headers: HTTPFields
    ) -> Response? {
        switch SwiftCondition(call.headers).judge(etag: content.etag, modified: info.version.modified) {
        case .holds: nil
        case .notModified: .empty(.notModified, headers: headers)
        case .failed: .swiftNotice(.preconditionFailed, "A precondition of the request does not hold.", headers)
        }
    }

    private static func unsatisfiable(_ content: SwiftContent, _ headers: HTTPFields) -> Response {
        var headers = headers
        headers[.contentRange] = "bytes */\(content.size)"
        return .swiftNotice(.rangeNotSatisfiable, "The Range requested is not available.", headers)
    }
}

extension Response {
    /// A refusal that still tells about the object.
    static func swiftNotice(
        _ status: HTTPResponse.Status, _ message: String, _ headers: HTTPFields
    ) -> Response {
        var headers = headers
        headers[.contentType] = SwiftFault.contentType
        headers[.contentEncoding] = nil
        headers[.contentDisposition] = nil
        return .text(message, status: status, headers: headers)
    }
}
