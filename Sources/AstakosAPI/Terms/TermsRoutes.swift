import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Shows the terms of use, and takes down who agrees with them. Source: identity.md 3.7, 6.
struct TermsRoutes: Sendable {
    let services: AstakosServices
    let sessions: WebSessions
    let forms: FormGuard
    let addresses: PageAddresses
    let render: TermsRenderer

    func add(to router: inout APIRouter) {
        for pattern in ["approval_terms", "approval_terms/{id:digits}"] {
            for method in [HTTPRequest.Method.get, .head] {
                router.on(method, pattern, endings: .slash, access: .open, show)
            }
            router.post(pattern, endings: .slash, access: .open, sign)
        }
    }

    /// 200 the page, 302 to the index when there are no terms; itemNotFound, serviceUnavailable
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        guard let newest = try await services.terms.newest() else { return redirect(request, to: index) }
        let shown =
            context.parameters["id"] == nil ? newest : try await services.terms.find(context.parameters.id("id"))
        let holder = try await sessions.holder(of: request)
        let next = addresses.safeNext.checked(context.query["next"])
        // Only the newest can be agreed with: who has to is shown the form with those.
        let isPending = shown.id == newest.id && holder.map { !$0.hasSignedTerms } ?? false
        let reader: TermsPage.Reader = holder == nil ? .anonymous : isPending ? .pending : .signed
        return try await page(request, context, shown, reader, next: next)
    }

    /// 302 to `next`, 200 the page again with what was wrong; forbidden
    @Sendable func sign(request: Request, context: APIContext) async throws -> Response {
        let form = try await request.form(upTo: 1 << 16)
        try forms.check(request, form)
        let next = addresses.safeNext.checked(form["next"])
        guard let newest = try await services.terms.newest() else {
            return .onward(to: next ?? index, addresses, request)
        }
        guard let holder = try await sessions.holder(of: request) else {
            return redirect(request, to: addresses.login(next: addresses.terms(next: next)))
        }
        guard !holder.hasSignedTerms else { return .onward(to: next ?? index, addresses, request) }
        guard let answer = form["has_signed_terms"], !answer.isEmpty else {
            return try await page(request, context, newest, .pending, next: next, problem: .notAgreed)
        }
        do {
            guard let read = form["terms"].flatMap({ Int64($0) }) else {
                throw Fault(.conflict, "The form does not say which terms were read.")
            }
            try await services.terms.sign(holder.user.id, read: Terms.ID(read))
        } catch let fault as Fault where fault.kind == .conflict {
            guard let current = try await services.terms.newest() else {
                return .onward(to: next ?? index, addresses, request)
            }
            return try await page(request, context, current, .pending, next: next, problem: .replaced)
        }
        return .onward(to: next ?? index, addresses, request)
    }

    private var index: String { addresses.uiPath + "/" }

    private func page(
        _ request: Request, _ context: APIContext, _ terms: Terms, _ reader: TermsPage.Reader, next: String?,
        problem: TermsPage.Problem? = nil
    ) async throws -> Response {
        let token = forms.token(for: request)
        let page = TermsPage(
            terms: terms, text: try await services.terms.text(of: terms), reader: reader,
            action: addresses.uiPath + "/approval_terms", login: addresses.login(next: addresses.terms(next: next)),
            next: next, formToken: token, problem: problem)
        var response = try await render(page, context)
        response.headers[.cacheControl] = "no-store"
        forms.remember(token, in: &response)
        return response
    }

    private func redirect(_ request: Request, to location: String) -> Response {
        .redirect(to: addresses.absolute(location, request))
    }
}
