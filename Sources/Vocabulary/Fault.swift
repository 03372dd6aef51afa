/// What went wrong, as the caller of an API or a command is told.
///
/// The one error type that reaches a user. Everything else that is thrown is a defect or an outage of ours and is
/// shown as `internalServerError` with a request id. Source: compute.md 1.7, object-storage.md 1.6, identity.md 1.4.
public struct Fault: Error, Sendable {
    /// Names the fault on the wire and fixes its HTTP status.
    public var kind: Kind
    /// One sentence for the user; names the field when input is at fault.
    public var message: String
    /// More for the user, usually empty.
    public var details: String
    /// Machine-readable extra members of the fault's object, as JSON text; only quota refusals have one
    /// (identity.md 2.14).
    public var data: String?
    /// For the log only, never sent.
    public var cause: (any Error)?

    public init(
        _ kind: Kind, _ message: String, details: String = "", data: String? = nil, cause: (any Error)? = nil
    ) {
        self.kind = kind
        self.message = message
        self.details = details
        self.data = data
        self.cause = cause
    }
}

extension Fault {
    /// The closed set of faults; the raw name is the key on the wire.
    public enum Kind: Sendable, Hashable {
        case notModified
        case badRequest
        case unauthorized
        case forbidden
        case itemNotFound
        case notAllowed
        case notAcceptable
        case buildInProgress
        case conflict
        case lengthRequired
        case preconditionFailed
        case requestEntityTooLarge
        case overLimit
        case badMediaType
        case rangeNotSatisfiable
        case networkInUse
        case unprocessableEntity
        case internalServerError
        case notImplemented
        case serviceUnavailable
        /// A failure of another component, passed on with that component's own status.
        case relayed(status: Int)
    }
}

extension Fault.Kind {
    /// The name on the wire.
    public var name: String {
        switch self {
        case .relayed: "fault"
        case .notModified: "notModified"
        case .badRequest: "badRequest"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .itemNotFound: "itemNotFound"
        case .notAllowed: "notAllowed"
        case .notAcceptable: "notAcceptable"
        case .buildInProgress: "buildInProgress"
        case .conflict: "conflict"
        case .lengthRequired: "lengthRequired"
        case .preconditionFailed: "preconditionFailed"
        case .requestEntityTooLarge: "requestEntityTooLarge"
        case .overLimit: "overLimit"
        case .badMediaType: "badMediaType"
        case .rangeNotSatisfiable: "rangeNotSatisfiable"
        case .networkInUse: "networkInUse"
        case .unprocessableEntity: "unprocessableEntity"
        case .internalServerError: "internalServerError"
        case .notImplemented: "notImplemented"
        case .serviceUnavailable: "serviceUnavailable"
        }
    }

    /// The HTTP status.
    public var status: Int {
        switch self {
        case .notModified: 304
        case .badRequest: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .itemNotFound: 404
        case .notAllowed: 405
        case .notAcceptable: 406
        case .buildInProgress, .conflict: 409
        case .lengthRequired: 411
        case .preconditionFailed: 412
        case .requestEntityTooLarge, .overLimit: 413
        case .badMediaType: 415
        case .rangeNotSatisfiable: 416
        case .networkInUse: 421
        case .unprocessableEntity: 422
        case .internalServerError: 500
        case .notImplemented: 501
        case .serviceUnavailable: 503
        case .relayed(let status): status
        }
    }
}

extension Fault: CustomStringConvertible {
    public var description: String {
        if let cause { return "\(kind.name): \(message) (\(cause))" }
        return "\(kind.name): \(message)"
    }
}
