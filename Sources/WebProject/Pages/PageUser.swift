public import Vocabulary

/// Who looks at a page, as the pages are told.
public struct PageUser: Sendable, Hashable {
    public var uuid: UserID
    public var email: String
    public var realName: String

    public init(uuid: UserID, email: String, realName: String) {
        self.uuid = uuid
        self.email = email
        self.realName = realName
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
