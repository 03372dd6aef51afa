public import Vocabulary

/// Who looks at a page, as the pages are told.
public struct PageUser: Sendable, Hashable {
    public var uuid: UserID
    public var email: String
    public var realName: String
    /// False: no token of theirs works, and the only page for them is the one with the terms of use.
    public var hasSignedTerms: Bool

    public init(uuid: UserID, email: String, realName: String, hasSignedTerms: Bool = true) {
        self.uuid = uuid
        self.email = email
        self.realName = realName
        self.hasSignedTerms = hasSignedTerms
    }
}

extension PageUser: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("uuid", uuid.rawValue)
            json.field("email", email)
            json.field("name", realName)
        }
    }
}
