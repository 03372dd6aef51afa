/// Why a request got no answer.
public enum HTTPClientError: Error, Sendable, Equatable {
    /// The request's parts make no URL, or a header cannot be sent.
    case badRequest(String)
    /// The name is unknown, or nobody listens there.
    case cannotConnect(String)
    case timedOut(String)
    /// The other side's certificate is not trusted, or TLS failed otherwise.
    case tlsFailed(String)
    /// The answer is larger than the caller takes.
    case answerTooLarge
    /// The connection ended early, or the answer makes no sense.
    case failed(String)
    /// As many requests wait as may wait.
    case busy
    /// The session has been closed.
    case closed
}
