import APISupport
import HTTPTypes
import PithosBackend
import Vocabulary

/// Holds signed addresses against the keys of the account and of the container.
struct TempURLVerifier: Sendable {
    let access: ContainerAccessService
    /// What stands before `/v1` in our paths. Clients sign with it and without it.
    let basePath: String
    /// Of the clock.
    var now: @Sendable () -> Timestamp = Timestamp.now

    /// Nil for a request that is not signed.
    ///
    /// - Throws: unauthorized for a signature that does not hold, whatever the reason.
    func grant(
        _ method: HTTPRequest.Method, _ context: APIContext, _ target: SwiftTarget
    ) async throws -> TempURLGrant? {
        guard let url = try TempURL(context.query) else { return nil }
        guard TempURL.methods.contains(method) else { throw TempURL.invalid }
        guard case .object(let account, let container, let name) = target, let owner = account.owner,
            url.expires > now().microseconds / 1_000_000, isInside(url, name, context),
            let path = try? ContainerPath(account: owner, container: container)
        else { throw TempURL.invalid }
        let tail = "/v1/\(account.name)/\(container)/\(url.prefix ?? name)"
        let texts = url.signedTexts(method, [tail, basePath + tail])
        let keys = try await access.keys(below: path)
        func holds(_ keys: [String]) -> Bool {
            keys.contains { key in texts.contains { url.signature.signs($0, key: key) } }
        }
        if holds(keys.account) { return TempURLGrant(url: url, container: nil) }
        guard holds(keys.container) else { throw TempURL.invalid }
        return TempURLGrant(url: url, container: path)
    }

    private func isInside(_ url: TempURL, _ name: String, _ context: APIContext) -> Bool {
        if let prefix = url.prefix, !name.utf8.starts(with: prefix.utf8) { return false }
        guard let text = url.addressRange else { return true }
        guard let range = AddressRange(text), let address = context.remoteAddress else { return false }
        return range.contains(address)
    }
}
