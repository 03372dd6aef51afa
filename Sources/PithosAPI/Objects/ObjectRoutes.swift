import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// Objects. Reading is here; writing is in the files beside this one.
///
/// - Source: object-storage.md 2.4.
struct ObjectRoutes: Sendable {
    let objects: ObjectService
    /// Bytes of a body.
    let bodyLimit: Int64
    let blockSize: Int
    let links: LinkAddress

    /// 200; 304
    func head(_ call: Call, _ path: ObjectPath) async throws -> Response {
        let info = try await objects.find(path, version: try Self.version(call.query["version"]), for: call.user)
        let parts: ObjectParts
        do {
            parts = try await objects.parts(of: info, for: call.user)
        } catch is Fault {
            // A manifest that leads nowhere still is an object.
            parts = ObjectParts(own: info)
        }
        if let answer = try notModified(call, info, parts) { return answer }
        var headers = ObjectView.fields(info, etag: parts.etag, links: links)
        headers[.contentLength] = String(parts.size)
        return .empty(.ok, headers: headers)
    }

    /// 200, 206; 304
    func get(_ call: Call, _ path: ObjectPath) async throws -> Response {
        if call.query["version"] == "list" { return try await listVersions(call, path) }
        let info = try await objects.find(path, version: try Self.version(call.query["version"]), for: call.user)
        try info.requireContent()
        let parts = try await objects.parts(of: info, for: call.user)
        if let answer = try notModified(call, info, parts) { return answer }
        var headers = ObjectView.fields(info, etag: parts.etag, links: links)
        if call.has("hashmap") {
            let hashmap = try await objects.hashmap(of: info, parts)
            return await awayFromLoop(hashmap.hashes.count) { [headers] in
                HashmapView.response(
                    hashmap, name: path.name, blockSize: blockSize, call.context.serialization, headers: headers)
            }
        }
        if let disposition = Disposition(call.query) {
            headers[.contentDisposition] = disposition.header(for: path.name)
        }
        let ranges = Self.ranges(call.headers, info, etag: parts.etag)
        return try await RangeFault.asText(call.context) {
            try await ObjectBody(objects: objects, parts: parts, context: call.context).response(
                ranges, headers: headers)
        }
    }

    private func listVersions(_ call: Call, _ path: ObjectPath) async throws -> Response {
        let versions = try await objects.listVersions(path, for: call.user)
        return await awayFromLoop(versions.count) { Self.view(versions, of: path, call.context.serialization) }
    }

    private static func view(
        _ versions: [NodeVersion], of path: ObjectPath, _ serialization: Serialization
    ) -> Response {
        if serialization == .xml {
            return .xml { xml in
                xml.element("object", [("name", path.name)]) { xml in
                    for version in versions {
                        xml.element(
                            "version", [("timestamp", version.modified.decimalSeconds)], text: version.id.description)
                    }
                }
            }
        }
        return .json { json in
            json.object { json in
                json.array("versions") { json in
                    for version in versions {
                        json.array {
                            $0.value(version.id)
                            $0.value(SecondsNumber(version.modified))
                        }
                    }
                }
            }
        }
    }

    private func notModified(_ call: Call, _ info: ObjectInfo, _ parts: ObjectParts) throws -> Response? {
        try ReadPrecondition(call.headers).isNotModified(info.modified, etag: parts.etag)
            ? .notModified(info.modified, etag: parts.etag) : nil
    }

    /// The ranges that are wanted; nil for everything. A range that is only wanted of another state is not.
    static func ranges(_ headers: PithosHeaders, _ info: ObjectInfo, etag: String) -> ByteRanges? {
        guard let ranges = headers["range"].flatMap(ByteRanges.init) else { return nil }
        guard let condition = headers["if-range"], !condition.isEmpty else { return ranges }
        if let date = Timestamp(httpDate: condition) {
            return info.modified.microseconds / 1_000_000 == date.microseconds / 1_000_000 ? ranges : nil
        }
        // Unquoted, as the tag is sent.
        return condition == etag ? ranges : nil
    }

    /// - Throws: itemNotFound for what is no number.
    static func version(_ text: String?) throws -> NodeVersion.ID? {
        guard let text else { return nil }
        guard let serial = Int64(text), serial >= 0, serial <= Int64(Int32.max) else {
            throw Fault(.itemNotFound, "Version does not exist")
        }
        return NodeVersion.ID(serial)
    }
}

/// The fault of a range has a JSON body that is called text, whatever was asked for: the answer would have been data.
enum RangeFault {
    static func asText(_ context: APIContext, _ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch let fault as Fault where fault.kind == .rangeNotSatisfiable {
            let status = HTTPResponse.Status(code: fault.kind.status)
            return .json(status, headers: [.contentType: Serialization.text.contentType]) { json in
                json.object { json in
                    json.object(named: fault.kind.name) {
                        $0.field("code", fault.kind.status)
                        $0.field("message", fault.message)
                        $0.field("details", fault.details)
                    }
                }
            }
        }
    }
}
