public import HTTPTypes
public import Vocabulary

/// How one service speaks HTTP, where the services differ.
public struct ServiceProfile: Sendable {
    /// In metrics and logs, for instance `compute`.
    public var name: String
    public var faults: FaultFormat
    /// What an operation can answer with, by method and the path below the service's own.
    public var formats: @Sendable (HTTPRequest.Method, String) -> Serialization.Choice
    public var wrongMethod: WrongMethod
    /// For a path that matches no route; checked before any token.
    public var unknownPath: Fault
    /// Whether answers have the headers that keep APIs out of caches. False for pages and static files.
    public var hasStandardHeaders: Bool
    /// Whether paths below the service's own hold secrets; the log has none of them then.
    public var hasSecretPaths: Bool

    public init(
        _ name: String, faults: FaultFormat = FaultFormat(),
        formats: @escaping @Sendable (HTTPRequest.Method, String) -> Serialization.Choice = { _, _ in .jsonOrXML },
        wrongMethod: WrongMethod = .badRequest,
        unknownPath: Fault = Fault(.badRequest, "API endpoint not found"), hasStandardHeaders: Bool = true,
        hasSecretPaths: Bool = false
    ) {
        self.name = name
        self.faults = faults
        self.formats = formats
        self.wrongMethod = wrongMethod
        self.unknownPath = unknownPath
        self.hasStandardHeaders = hasStandardHeaders
        self.hasSecretPaths = hasSecretPaths
    }

    /// The answer to a method that a path does not have. All of them come with an `Allow` header.
    public enum WrongMethod: Sendable {
        /// 400 with the very words clients of 0.14 look for.
        case badRequest
        /// 405 `notAllowed`, as from 0.15 on.
        case notAllowed
        /// 405 without a body: the image API, userdata.
        case bare
    }
}
