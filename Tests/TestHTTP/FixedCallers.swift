public import AstakosClient
import Vocabulary

/// Knows callers by fixed tokens, where Astakos is not what is tested.
public struct FixedCallers: TokenAuthenticator {
    private let callers: [String: Caller]

    public init(_ callers: [String: Caller]) {
        self.callers = callers
    }

    /// One caller a name: the token is `token-NAME`, the uuid and the username are the name.
    public init(names: String...) {
        callers = Dictionary(
            uniqueKeysWithValues: names.map { name in
                let caller = Caller(
                    uuid: UserID(name), username: name, email: "\(name)@example.org", realName: name, groups: [])
                return ("token-\(name)", caller)
            })
    }

    public func authenticate(token: String) async throws -> Caller {
        guard let caller = callers[token] else { throw Fault(.unauthorized, "Invalid X-Auth-Token") }
        return caller
    }
}
