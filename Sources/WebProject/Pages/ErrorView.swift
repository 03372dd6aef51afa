import APISupport
import Branding
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Shows a fault as a page, to people who followed a link.
struct ErrorView: Sendable {
    let templates: PageTemplates
    let brand: Brand

    var format: FaultFormat {
        FaultFormat { fault, context in
            let values = [
                "brandName": brand.serviceName, "title": Self.title(fault.kind), "message": fault.message,
                "requestID": context.requestID,
            ]
            guard let page = try? templates.render("error", values) else { return nil }
            return .text(
                page, status: HTTPResponse.Status(code: fault.kind.status), contentType: "text/html; charset=utf-8",
                headers: Self.headers)
        }
    }

    /// A missing page has no header of ours that begins with `X-`: clients of the original look for those.
    private static let headers: HTTPFields = {
        var headers = PageHeaders.all
        headers[.contentTypeOptions] = nil
        return headers
    }()

    private static func title(_ kind: Fault.Kind) -> String {
        switch kind {
        case .itemNotFound: "Not found"
        case .unauthorized, .forbidden: "Not allowed"
        case .serviceUnavailable: "Not available now"
        case .internalServerError: "Something went wrong here"
        default: "This did not work"
        }
    }
}
