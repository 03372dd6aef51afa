import APISupport
import HTTPTypes
import HummingbirdCore
import NIOCore
import PithosBackend
import Vocabulary

/// Files that a browser's form brings without a token: the form is signed with a key of the account or the container.
///
/// - Shape: fields `redirect`, `max_file_size`, `max_file_count`, `expires`, `signature`, then the files, which become
///   objects whose names begin with what the path names.
/// - Source: openstack.md 7.4.
struct FormPost: Sendable {
    let access: ContainerAccessService
    let objects: ObjectService
    /// What stands before `/v1` in our paths. Forms are signed with it and without it.
    let basePath: String
    /// Of the clock.
    var now: @Sendable () -> Timestamp = Timestamp.now

    /// Bytes of one field that is no file, and how many fields there may be.
    private static let fieldBytes = 4096
    private static let fieldsMax = 64

    /// Nil for what is no form with files.
    static func boundary(_ request: Request) -> String? {
        guard request.mediaType == "multipart/form-data", let type = request.headers[.contentType] else { return nil }
        return MultipartForm.boundary(of: type)
    }

    /// 201, or 303 to where the form says; 400, 401
    func answer(
        _ request: Request, _ context: APIContext, _ target: SwiftTarget, boundary: String
    ) async throws -> Response {
        guard let (container, prefix) = Self.place(target) else { throw Fault(.badRequest, "A form needs a container") }
        let form = MultipartForm(request.body, boundary: boundary)
        var fields: [String: String] = [:]
        var bounds: FormBounds?
        var fileCount = 0
        do {
            while let part = try await form.nextPart() {
                guard let filename = part.filename else {
                    guard fields.count < Self.fieldsMax else {
                        throw Fault(.badRequest, "The form has too many fields")
                    }
                    fields[part.name] = try await form.text(upTo: Self.fieldBytes)
                    continue
                }
                // Browsers send a file field that nobody filled.
                guard !filename.isEmpty else { continue }
                let holds: FormBounds
                if let bounds { holds = bounds } else { holds = try await verify(fields, context, container) }
                bounds = holds
                fileCount += 1
                guard fileCount <= holds.fileCountMax else { throw Fault(.badRequest, "max file count exceeded") }
                try await put(part, filename, form, holds, at: try ObjectPath(container, name: prefix + filename))
            }
            guard fileCount > 0 else { throw Fault(.badRequest, "no files to process") }
        } catch let fault as Fault where bounds?.redirect.isEmpty == false && fault.kind.status < 500 {
            return Self.redirect(bounds?.redirect ?? "", status: fault.kind.status, message: fault.message)
        }
        guard let redirect = bounds?.redirect, !redirect.isEmpty else {
            return .text("", status: .created, contentType: SwiftFault.contentType)
        }
        return Self.redirect(redirect, status: 201, message: "")
    }

    /// Where files go: a container, and what their names begin with.
    private static func place(_ target: SwiftTarget) -> (ContainerPath, prefix: String)? {
        switch target {
        case .account: return nil
        case .container(let account, let name):
            return account.owner.flatMap { try? ContainerPath(account: $0, container: name) }.map { ($0, "") }
        case .object(let account, let name, let prefix):
            return account.owner.flatMap { try? ContainerPath(account: $0, container: name) }.map { ($0, prefix) }
        }
    }

    /// - Throws: badRequest for fields that are missing or no numbers; unauthorized.
    private func verify(
        _ fields: [String: String], _ context: APIContext, _ container: ContainerPath
    ) async throws -> FormBounds {
        let bounds = try FormBounds(fields)
        guard bounds.expires > now().microseconds / 1_000_000 else { throw Fault(.unauthorized, "Form Expired") }
        let tail = "/v1" + (PercentEncoding.decode(context.path) ?? context.path)
        let texts = [tail, basePath + tail].map {
            "\($0)\n\(bounds.redirect)\n\(bounds.fileBytesMax)\n\(bounds.fileCountMax)\n\(bounds.expires)"
        }
        let keys = try await access.keys(below: container)
        let holds = (keys.account + keys.container).contains { key in
            texts.contains { bounds.signature.signs($0, key: key) }
        }
        guard holds else { throw Fault(.unauthorized, "Invalid Signature") }
        return bounds
    }

    private func put(
        _ part: MultipartForm.Part, _ filename: String, _ form: MultipartForm, _ bounds: FormBounds,
        at path: ObjectPath
    ) async throws {
        var draft = ObjectDraft()
        draft.type = part.type ?? ContentTypeGuess.type(of: filename)
        draft.metadata = .replace([:])
        draft.isSwift = true
        if let deleteAt = bounds.deleteAt {
            draft.system = .merge([.deleteAt: SystemMetadata.text(deleteAt: deleteAt)])
        }
        let body = LimitedBody(
            form.content(), bytesMax: bounds.fileBytesMax, fault: Fault(.badRequest, "max_file_size exceeded"))
        _ = try await objects.put(path, body: body, draft: draft, for: path.account)
    }

    private static func redirect(_ location: String, status: Int, message: String) -> Response {
        let mark = location.contains("?") ? "&" : "?"
        let target = "\(location)\(mark)status=\(status)&message=\(PercentEncoding.encode(message))"
        var headers = HTTPFields()
        headers[.location] = target
        return .text(
            "<html><body><p><a href=\"\(SwiftFault.escaped(target).replacing("\"", with: "&quot;"))\">Continue</a></p></body></html>",
            status: .seeOther, contentType: SwiftFault.contentType, headers: headers)
    }
}

/// What a signed form allows.
private struct FormBounds: Sendable {
    let redirect: String
    let fileBytesMax: Int64
    let fileCountMax: Int
    /// Seconds since 1970.
    let expires: Int64
    let signature: RequestSignature
    /// Seconds since 1970 at which the files go.
    let deleteAt: Int64?

    /// - Throws: badRequest; unauthorized for what is no signature.
    init(_ fields: [String: String]) throws {
        func number(_ name: String) throws -> Int64 {
            guard let text = fields[name], let number = Int64(text), number >= 0 else {
                throw Fault(.badRequest, "\(name) not an integer")
            }
            return number
        }
        redirect = fields["redirect"] ?? ""
        fileBytesMax = try number("max_file_size")
        fileCountMax = Int(clamping: try number("max_file_count"))
        expires = try number("expires")
        let moment = Timestamp.now().microseconds / 1_000_000
        if fields["x_delete_after"] != nil {
            deleteAt = moment + min(try number("x_delete_after"), 9_999_999_999 - moment)
        } else {
            deleteAt = fields["x_delete_at"] == nil ? nil : min(try number("x_delete_at"), 9_999_999_999)
        }
        guard let signature = fields["signature"].flatMap(RequestSignature.init) else {
            throw Fault(.unauthorized, "Invalid Signature")
        }
        self.signature = signature
    }
}
