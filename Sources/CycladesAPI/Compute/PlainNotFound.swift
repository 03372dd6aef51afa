import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// The 404 of services whose original never came to answer it: a page in place of a fault.
enum PlainNotFound {
    /// For `FaultFormat`: nil for faults of other kinds.
    @Sendable static func response(_ fault: Fault, _ context: APIContext) -> Response? {
        guard fault.kind == .itemNotFound else { return nil }
        return .text(page, status: .notFound, contentType: contentType)
    }

    static let contentType = "text/html; charset=utf-8"

    private static let page = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Page not found</title></head>
        <body><h1>Page not found</h1></body>
        </html>

        """
}
