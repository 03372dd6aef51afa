import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

extension Response {
    /// What follows a form: a redirect to a page of ours, or a page that goes on by itself. A page may send its form to our
    /// own host only, and browsers hold it to that through all redirects.
    static func onward(to location: String, _ addresses: PageAddresses, _ request: Request) -> Response {
        let location = addresses.absolute(location, request)
        if addresses.staysHere(location, request) { return .redirect(to: location) }
        let escaped = location.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
            .replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return .text(
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=\(escaped)">
            <title>Going on</title></head>
            <body><p>You are logged in. <a href="\(escaped)">Go on</a></p></body></html>

            """,
            contentType: "text/html; charset=utf-8",
            headers: [
                .cacheControl: "no-store", .referrerPolicy: "no-referrer",
                .contentSecurityPolicy: "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
            ])
    }
}
