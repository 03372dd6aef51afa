import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Logging
import Settings
import Vocabulary

/// `feedback`: what users write to the helpdesk. Source: identity.md 2.6.
struct FeedbackRoutes: Sendable {
    let callers: AstakosCallers
    let settings: AstakosSettings
    let mailer: any Mailer

    func add(to router: inout APIRouter) {
        router.post("v1.0/feedback", endings: .slash, access: .open, send)
    }

    /// 200 when the mail is on its way, 502 when it is not, both without a body; badRequest, unauthorized
    @Sendable func send(request: Request, context: APIContext) async throws -> Response {
        let user = try await callers.user(of: request, context).user
        // A form whatever its content type says: the client of 0.14 labels it as octets.
        let form = try await request.form()
        guard let message = form["feedback_msg"], message.contains(where: { !$0.isWhitespace }) else {
            throw Fault(.badRequest, "Invalid data", details: "feedback_msg is missing or blank.")
        }
        let mail = MailMessage(
            sender: settings.serverEmail, recipients: settings.helpdesk, subject: "Feedback from \(user.email)",
            body: """
                \(user.realName) <\(user.email)>, \(user.uuid), writes:

                \(message)

                The state of the user's client:

                \(form["feedback_data"] ?? "")
                """)
        do {
            try await mailer.send(mail)
        } catch {
            context.logger.error("A feedback mail was not sent", metadata: ["error": "\(error)"])
            return .empty(.badGateway)
        }
        return .empty(.ok)
    }
}
