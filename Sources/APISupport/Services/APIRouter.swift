public import HTTPTypes
public import HummingbirdCore

/// Routes of a service with resources in its paths: Astakos, Cyclades.
///
/// The first pattern that matches a path wins; a method it lacks is a wrong method. Checked in this order: path,
/// method,
/// token, then the handler (compute.md 1.4).
public struct APIRouter: Sendable {
    private struct Entry: Sendable {
        let text: String
        let pattern: PathPattern
        var methods: [(method: HTTPRequest.Method, route: Route)]
    }

    private struct Route: Sendable {
        let access: Access
        let handler: Handler
    }

    /// Who may call a route.
    public enum Access: Sendable {
        /// Whoever has a valid token; the handler finds him in `context.caller`.
        case caller
        /// Anyone; the handler checks what there is to check.
        case open
    }

    private var entries: [Entry] = []
    private let authentication: Authentication?

    /// - Parameter authentication: checks the tokens; nil when all routes are open.
    public init(_ authentication: Authentication? = nil) {
        self.authentication = authentication
    }

    /// - Parameters:
    ///   - pattern: below the service's path, without a slash at its start: `servers/{id:digits}/ips`. Parameters are
    ///     `{name}`, `{name:digits}`, `{name:word}`, and at the end `{name:rest}`.
    ///   - endings: what may follow the pattern.
    public mutating func on(
        _ method: HTTPRequest.Method, _ pattern: String, endings: PathEndings = [], access: Access = .caller,
        _ handler: @escaping Handler
    ) {
        precondition(access == .open || authentication != nil, "\(pattern) needs someone to check tokens")
        let route = (method, Route(access: access, handler: handler))
        if let index = entries.firstIndex(where: { $0.text == pattern }) {
            entries[index].methods.append(route)
        } else {
            let pattern = (text: pattern, parsed: PathPattern(pattern, endings: endings))
            entries.append(Entry(text: pattern.text, pattern: pattern.parsed, methods: [route]))
        }
    }

    public mutating func get(
        _ pattern: String, endings: PathEndings = [], access: Access = .caller, _ handler: @escaping Handler
    ) { on(.get, pattern, endings: endings, access: access, handler) }

    public mutating func head(
        _ pattern: String, endings: PathEndings = [], access: Access = .caller, _ handler: @escaping Handler
    ) { on(.head, pattern, endings: endings, access: access, handler) }

    public mutating func post(
        _ pattern: String, endings: PathEndings = [], access: Access = .caller, _ handler: @escaping Handler
    ) { on(.post, pattern, endings: endings, access: access, handler) }

    public mutating func put(
        _ pattern: String, endings: PathEndings = [], access: Access = .caller, _ handler: @escaping Handler
    ) { on(.put, pattern, endings: endings, access: access, handler) }

    public mutating func delete(
        _ pattern: String, endings: PathEndings = [], access: Access = .caller, _ handler: @escaping Handler
    ) { on(.delete, pattern, endings: endings, access: access, handler) }

    /// - Throws: `UnknownPath`, `UnknownMethod`, and what token and handler throw.
    public func respond(to request: Request, _ context: APIContext) async throws -> Response {
        for entry in entries {
            guard let parameters = entry.pattern.match(context.path) else { continue }
            guard let route = entry.methods.first(where: { $0.method == request.method })?.route else {
                throw UnknownMethod(allowed: entry.methods.map(\.method))
            }
            var context = context
            context.parameters = parameters
            if route.access == .caller {
                context.identifiedCaller = try await authentication?.caller(of: request, context)
            }
            return try await route.handler(request, context)
        }
        throw UnknownPath()
    }
}

/// Thrown by handlers that route by themselves; the service's profile says what is answered.
public struct UnknownPath: Error {
    public init() {}
}

/// Thrown by handlers that route by themselves; the service's profile says what is answered.
public struct UnknownMethod: Error {
    /// For the `Allow` header.
    public var allowed: [HTTPRequest.Method]

    public init(allowed: [HTTPRequest.Method]) {
        self.allowed = allowed
    }
}
