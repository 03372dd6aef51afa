import APISupport
import Astakos
import AstakosAPI
import Branding
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Makes the page with the terms of use, which works before any script runs.
///
/// The operator's HTML stands in a frame that runs no scripts, sends no forms and is of no origin: whoever may write the
/// file cannot act for whoever reads it.
struct TermsView: Sendable {
    let templates: PageTemplates
    let brand: Brand

    @Sendable func render(_ page: TermsPage, _ context: APIContext) async throws -> Response {
        var values = [
            "brandName": brand.serviceName, "text": page.text,
            "published": String(page.terms.published.iso8601.prefix(10)),
            "next": page.next ?? "",
        ]
        switch page.reader {
        case .anonymous: values["loginURL"] = page.login
        case .signed: values["onURL"] = page.next ?? "/ui"
        case .pending:
            values["agreeURL"] = page.action
            values["csrf"] = page.formToken
            values["termsID"] = "\(page.terms.id)"
        }
        if let problem = page.problem { values["error"] = Self.sentence(problem) }
        let html = try await awayFromLoop(page.text.utf8.count, few: 64 << 10) { [values] in
            try templates.render("terms", values)
        }
        return .text(
            html, contentType: "text/html; charset=utf-8", headers: PageHeaders.all)
    }

    private static func sentence(_ problem: TermsPage.Problem) -> String {
        switch problem {
        case .notAgreed: "Tick the box if you agree. Nothing can be used without."
        case .replaced: "The terms changed while you were reading. These are the ones in force now."
        }
    }
}
