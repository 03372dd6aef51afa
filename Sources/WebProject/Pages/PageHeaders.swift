import APISupport
import HTTPTypes

/// The headers of every page: no script or style but our own files, no frame around us, no address given away.
enum PageHeaders {
    static let all: HTTPFields = {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        headers[.contentSecurityPolicy] = """
            default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; frame-src 'self' blob:; \
            worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
            """
        headers[.contentTypeOptions] = "nosniff"
        headers[.referrerPolicy] = "same-origin"
        return headers
    }()
}
