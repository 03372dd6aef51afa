public import HTTPTypes
public import Vocabulary

/// The answer to a test's request, in full.
public struct TestReply: Sendable {
    public var status: Int
    public var headers: HTTPFields
    public var body: [UInt8]

    public init(status: Int, headers: HTTPFields, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public var text: String { String(decoding: body, as: UTF8.self) }

    /// - Throws: a fault when the body is no JSON.
    public var json: JSONValue {
        get throws { try JSONValue(parsing: body) }
    }
}
