import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// Accounts: their owners' alone.
///
/// - Source: openstack.md 7.3.
struct SwiftAccountRoutes: Sendable {
    let accounts: AccountService

    /// 204
    func head(_ call: SwiftCall) async throws -> Response {
        let format = try SwiftListingFormat(call)
        let owner = try call.requiredOwner
        let info = try await accounts.find(owner, for: owner, includesQuota: false)
        var headers = SwiftAccountView.fields(info)
        headers[.contentType] = format.contentType
        return .empty(.noContent, headers: headers)
    }

    /// 200, or 204 for an empty list in text
    func list(_ call: SwiftCall) async throws -> Response {
        let format = try SwiftListingFormat(call)
        let owner = try call.requiredOwner
        let query = ContainerQuery(try SwiftListingParameters(call))
        let (info, entries) = try await accounts.listEntries(owner, for: owner, query: query)
        let view = SwiftAccountView(account: call.account, entries: entries)
        return await awayFromLoop(entries.count) { view.response(format, headers: SwiftAccountView.fields(info)) }
    }

    /// 204
    func update(_ call: SwiftCall) async throws -> Response {
        let owner = try call.requiredOwner
        let metadata = try call.headers.metadata("Account")
        try await accounts.update(
            owner, for: owner, metadata: .merge(metadata), groups: GroupChange(groups: [:], replacesAll: false),
            limits: SwiftLimits.metadata)
        return .empty(.noContent, headers: [.contentType: SwiftFault.contentType])
    }
}
