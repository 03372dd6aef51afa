import APISupport
import AstakosClient
import Crypto
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// The top level and accounts.
///
/// - Source: object-storage.md 2.1, 2.2.
struct AccountRoutes: Sendable {
    let accounts: AccountService
    /// Entries of a listing.
    let limit: Int

    /// 200: the accounts that share something with the caller.
    func listSharing(_ call: Call) async throws -> Response {
        let sharing = try await accounts.listSharing(
            with: call.user, marker: try call.text("marker"), limit: call.limit(most: limit))
        return await awayFromLoop(sharing.count) { AccountView.sharing(sharing, call.context.serialization) }
    }

    /// 204; 304
    func head(_ call: Call, _ account: UserID) async throws -> Response {
        let info = try await accounts.find(account, for: call.user, until: call.until)
        if try ReadPrecondition(call.headers).isNotModified(info.modified) { return .notModified(info.modified) }
        return .empty(.noContent, headers: AccountView.fields(info))
    }

    /// 200, or 204 for an empty list in text; 304
    func list(_ call: Call, _ account: UserID) async throws -> Response {
        var query = ContainerQuery()
        query.marker = try call.text("marker")
        query.limit = call.limit(most: limit)
        query.sharedOnly = call.has("shared")
        query.publicOnly = call.has("public")
        query.until = call.until
        let (info, containers) = try await accounts.list(account, for: call.user, query: query)
        if try ReadPrecondition(call.headers).isNotModified(info.modified) { return .notModified(info.modified) }
        return await awayFromLoop(containers.count) {
            AccountView.list(containers, of: info, call.context.serialization)
        }
    }

    /// 202
    func update(_ call: Call, _ account: UserID) async throws -> Response {
        let isUpdate = call.has("update")
        let metadata = try call.headers.metadata("Account")
        let groups = try Self.groups(call.headers)
        try await accounts.update(
            account, for: call.user, metadata: isUpdate ? .merge(metadata) : .replace(metadata),
            groups: GroupChange(groups: groups, replacesAll: !isUpdate && !groups.isEmpty))
        return .empty(.accepted)
    }

    /// `X-Account-Group-<Name>: member,member`
    private static func groups(_ headers: PithosHeaders) throws -> [String: [String]] {
        var groups: [String: [String]] = [:]
        for (suffix, value) in headers.all(after: "x-account-group-") {
            let name = suffix.lowercased()
            guard !name.contains("-"), !name.contains("_") else {
                throw Fault(.badRequest, "Bad characters in group name")
            }
            guard !name.isEmpty, name.unicodeScalars.count <= 256 else {
                throw Fault(.badRequest, "A group's name has 1 to 256 characters")
            }
            let members = value.filter { $0 != " " }.split(separator: ",").map(String.init)
            guard members.allSatisfy({ $0.unicodeScalars.count <= 256 }) else {
                throw Fault(.badRequest, "A group's member has at most 256 characters")
            }
            groups[name] = members
        }
        return groups
    }
}

extension Response {
    /// What the client has is still good.
    static func notModified(_ modified: Timestamp, etag: String? = nil) -> Response {
        var fields = PithosFields()
        fields.setModified(modified)
        fields.setTag(etag ?? "\"\(noticeTag)\"")
        return .empty(.notModified, headers: fields.fields)
    }

    /// What has no content of its own is tagged by the notice that is not sent, as the original wrote it.
    private static let noticeTag = Hex.encode(
        Array(
            Insecure.MD5.hash(
                data: Array(
                    #"{"notModified": {"message": "Resource has not been modified", "code": 304, "details": ""}}"#.utf8)
            )))
}
