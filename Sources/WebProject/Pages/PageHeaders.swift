import APISupport
import HTTPTypes
import Vocabulary

/// The headers of every page: no script or style but our own files, no frame around us, no address given away.
enum PageHeaders {
    static let all = leading(to: nil)

    /// - Parameter origin: where a form of the page may lead to by way of our own address, besides our own host: browsers
    ///   look at where they are sent on, too.
    static func leading(to origin: WebOrigin?) -> HTTPFields {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        let targets = origin.map { "'self' \($0.url)" } ?? "'self'"
        headers[.contentSecurityPolicy] = """
            default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; frame-src 'self' blob:; \
            worker-src 'self'; object-src 'none'; base-uri 'none'; form-action \(targets); frame-ancestors 'none'
            """
        headers[.contentTypeOptions] = "nosniff"
        headers[.referrerPolicy] = "same-origin"
        return headers
    }
}
