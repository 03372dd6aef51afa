public import HummingbirdCore

/// Answers one request. What it throws becomes a fault, so handlers need no `catch`.
public typealias Handler = @Sendable (Request, APIContext) async throws -> Response
