import APISupport
import HTTPTypes
import HummingbirdCore

/// The addresses that start pages of the original's components had: they lead to the pages that took their place.
struct OldPages: Sendable {
    let profile: ServiceProfile

    /// - Parameter path: of `CYCLADES_BASE_URL`. Without one, what is there is the page of the whole cloud.
    func cyclades(_ path: String) -> [Mount] {
        let page = start(path + "/ui", leadsTo: "/ui/machines")
        return path.isEmpty ? [page] : [page, base(path)]
    }

    /// A component's old start page; below it there is nothing.
    func start(_ path: String, leadsTo page: String) -> Mount {
        mount(path) { .seeOther(page) }
    }

    /// A component's own address leads for good to its start page (compute.md 1.2).
    private func base(_ path: String) -> Mount {
        mount(path) {
            .empty(
                .movedPermanently, headers: [.location: path + "/ui/", .contentType: "text/html; charset=utf-8"])
        }
    }

    private func mount(_ path: String, _ answer: @escaping @Sendable () -> Response) -> Mount {
        let service = APIService(profile) { request, context in
            guard context.path.isEmpty || context.path == "/" else { throw UnknownPath() }
            guard request.method == .get || request.method == .head else {
                throw UnknownMethod(allowed: [.get, .head])
            }
            return answer()
        }
        return Mount(path, service)
    }
}

extension Response {
    /// For now, and never kept by a cache.
    static func seeOther(_ location: String) -> Response {
        .empty(.found, headers: [.location: location, .cacheControl: "no-store"])
    }
}
