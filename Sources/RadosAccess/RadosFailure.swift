import Glibc
import PithosBackend

/// What librados's return codes mean: negative errno values.
enum RadosFailure {
    /// There is no such object.
    static let notFound = -Int(ENOENT)

    /// - Parameters:
    ///   - code: negative.
    ///   - subject: the pool and the object, or the configuration file.
    static func error(_ code: Int, _ operation: String, _ subject: String) -> BlockError {
        let errno = Int32(clamping: -code)
        switch errno {
        case ETIMEDOUT, ENOTCONN, ESHUTDOWN, ECONNREFUSED, ECONNRESET, ECONNABORTED, EHOSTUNREACH, ENETUNREACH, EPIPE:
            return .unavailable("\(operation) \(subject): \(String(cString: strerror(errno)))")
        default:
            return .system(operation: "rados \(operation)", path: subject, code: errno)
        }
    }
}
