import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Settings
import Vocabulary

/// Log-in with a password, and log-out. Source: identity.md 3.6, 6.1, 6.2.
struct SignInRoutes: Sendable {
    let services: AstakosServices
    let settings: AstakosSettings
    let sessions: WebSessions
    let forms: FormGuard
    let addresses: PageAddresses
    let render: SignInRenderer

    func add(to router: inout APIRouter) {
        for method in [HTTPRequest.Method.get, .head] {
            router.on(method, "login", endings: .slash, access: .open, page)
        }
        router.post("local", endings: .slash, access: .open, login)
        for method in [HTTPRequest.Method.get, .post] {
            router.on(method, "logout", endings: .slash, access: .open, logout)
        }
    }

    /// 200 the page; 302 for someone who is logged in, by way of the terms of use if they are not signed, and with the
    /// cookie of the scripts if theirs is not current: they come here when the API refused its token
    @Sendable func page(request: Request, context: APIContext) async throws -> Response {
        let next = addresses.safeNext.checked(context.query["next"])
        if let holder = try await sessions.holder(of: request) {
            let target = next ?? addresses.afterLogin
            var response = redirect(request, to: holder.hasSignedTerms ? target : addresses.terms(next: target))
            if try await !sessions.isTokenCookieCurrent(request, holder) {
                try await sessions.setToken(of: holder.user, in: &response)
            }
            return response
        }
        return try await page(request, context, email: "", next: next, problem: nil)
    }

    /// 302 with the cookies, 200 the page again with what was wrong; forbidden
    @Sendable func login(request: Request, context: APIContext) async throws -> Response {
        let form = try await request.form(upTo: 1 << 16)
        try forms.check(request, form, isNeeded: false)
        let next = addresses.safeNext.checked(form["next"])
        let email = form["username"] ?? ""
        do {
            let login = try await services.logins.login(
                email: email, password: form["password"] ?? "", address: context.remoteAddress)
            var response = Response.onward(to: next ?? addresses.afterLogin, addresses, request)
            sessions.set(login.session, of: login.user, in: &response)
            response.set(Cookie(name: "astakos_last_login_method", value: "local", isSecure: settings.cookieIsSecure))
            return response
        } catch let refusal as LoginRefusal {
            return try await page(request, context, email: email, next: next, problem: .init(refusal))
        }
    }

    /// 301, 302 with `next`, both without the cookies
    @Sendable func logout(request: Request, context: APIContext) async throws -> Response {
        try await sessions.end(of: request)
        let next = addresses.safeNext.checked(context.query["next"]) ?? addresses.afterLogout
        var response = redirect(
            request, to: next ?? addresses.uiPath + "/", status: next == nil ? .movedPermanently : .found)
        sessions.clear(in: &response)
        return response
    }

    private func page(
        _ request: Request, _ context: APIContext, email: String, next: String?, problem: SignInPage.Problem?
    ) async throws -> Response {
        let token = forms.token(for: request)
        let page = SignInPage(
            action: addresses.uiPath + "/local", email: email, next: next, formToken: token, problem: problem)
        var response = try await render(page, context)
        if case .throttled(let seconds) = problem {
            response.status = .tooManyRequests
            response.headers[.retryAfter] = "\(seconds)"
        }
        response.headers[.cacheControl] = "no-store"
        forms.remember(token, in: &response)
        return response
    }

    private func redirect(_ request: Request, to location: String, status: HTTPResponse.Status = .found) -> Response {
        .redirect(to: addresses.absolute(location, request), status: status)
    }
}

extension SignInPage.Problem {
    fileprivate init(_ refusal: LoginRefusal) {
        switch refusal {
        case .wrongCredentials: self = .wrongCredentials
        case .inactive(let state): self = .inactive(state)
        case .throttled(let wait): self = .throttled(waitSeconds: Int(wait.components.seconds) + 1)
        }
    }
}

extension Response {
    /// Without a body, and never kept by a cache: who is logged in decides.
    static func redirect(to location: String, status: HTTPResponse.Status = .found) -> Response {
        Response(
            status: status,
            headers: [.location: location, .cacheControl: "no-store", .contentType: "text/html; charset=utf-8"])
    }
}
