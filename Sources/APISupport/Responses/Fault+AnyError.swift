import HummingbirdCore
import NIOCore
import NIOHTTP1
public import Vocabulary

extension Fault {
    /// What the sender of a request is told about an error: a fault as it is, mistakes in the request's form as such,
    /// and all else as ours.
    public init(_ error: any Error) {
        switch error {
        case let fault as Fault:
            self = fault
        case is HTTPParserError, is TruncatedRequest:
            self = Fault(.badRequest, "The request is not well formed.", cause: error)
        case is NIOTooManyBytesError:
            self = Fault(.requestEntityTooLarge, "The body is too large.", cause: error)
        case let error as any FaultConvertible:
            self = error.fault ?? Fault(.internalServerError, "Unexpected error", cause: error)
        default:
            self = Fault(.internalServerError, "Unexpected error", cause: error)
        }
    }
}

/// The connection ended in the middle of a request.
struct TruncatedRequest: Error {}
