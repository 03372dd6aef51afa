import APISupport
import Astakos
import AstakosAPI
import Branding
import HTTPTypes
import HummingbirdCore

/// Makes the log-in page, which works before any script runs.
struct SignInView: Sendable {
    let templates: PageTemplates
    let brand: Brand

    @Sendable func render(_ page: SignInPage, _ context: APIContext) async throws -> Response {
        var values = [
            "brandName": brand.serviceName, "loginURL": page.action, "csrf": page.formToken, "username": page.email,
            "next": page.next ?? "",
        ]
        if let problem = page.problem { values["error"] = Self.sentence(problem) }
        return .text(
            try templates.render("login", values), contentType: "text/html; charset=utf-8", headers: PageHeaders.all)
    }

    private static func sentence(_ problem: SignInPage.Problem) -> String {
        switch problem {
        case .wrongCredentials:
            "No account has this address and password. Check both; capital letters count in the password."
        case .inactive(.unverified):
            "This account waits for its e-mail address to be confirmed."
        case .inactive(.pendingModeration):
            "This account waits for an administrator to accept it."
        case .inactive(.rejected):
            "This account was not accepted."
        case .inactive:
            "This account was switched off. Ask the administrator why."
        case .throttled(let seconds):
            "Too many tries. Wait \(seconds) \(seconds == 1 ? "second" : "seconds"), then try again."
        }
    }
}
