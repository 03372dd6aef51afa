import APISupport
import Settings

/// Keeps users' content and the pages apart where the content has a host of its own; changes nothing where it has not.
///
/// What answers there cannot log anybody in, and what is shown there cannot read the cookies of who is. The APIs, which
/// know nobody by cookies, answer on every host. Source: object-storage.md 8.3.
struct SeparateHosts: Sendable {
    private let contentRule: HostRule?
    private let pageRule: HostRule?

    init(_ domain: ContentDomain?) {
        contentRule = domain.map { .only(on: $0.origin) }
        pageRule = domain.map { .never(on: $0.origin, home: $0.home) }
    }

    func content(_ mounts: [Mount]) -> [Mount] { contentRule?.applied(to: mounts) ?? mounts }

    func pages(_ mounts: [Mount]) -> [Mount] { pageRule?.applied(to: mounts) ?? mounts }

    func page(_ service: APIService) -> APIService { pageRule?.applied(to: service) ?? service }
}
