public import AstakosClient
public import Vocabulary

/// The quota holder as one component sees it, without a network between: what `HTTPAstakosClient` is across one.
public struct ComponentQuota: QuotaHolder {
    let quota: QuotaService
    /// The component's name: the key its commissions stay pending under.
    let component: String

    public init(_ quota: QuotaService, component: String) {
        self.quota = quota
        self.component = component
    }

    public func issue(
        _ provisions: [Provision], name: String, force: Bool, autoAccept: Bool
    ) async throws
        -> CommissionSerial
    {
        try await quota.issue(provisions, name: name, by: component, force: force, autoAccept: autoAccept)
    }

    public func promise(_ provisions: [Provision], name: String) -> QuotaPromise? {
        quota.promise(provisions, name: name, by: component)
    }

    public func keep(_ promise: QuotaPromise, whenLost: @escaping @Sendable () -> Void) {
        quota.keep(promise, whenLost: whenLost)
    }

    public func drop(_ promise: QuotaPromise) { quota.drop(promise) }

    public func resolve(accept: [CommissionSerial], reject: [CommissionSerial]) async throws -> Resolution {
        try await quota.resolve(accept: accept, reject: reject, by: component)
    }

    public func acceptSoon(
        _ serial: CommissionSerial, whenEntered: @escaping @Sendable () -> Void
    ) async throws {
        quota.acceptSoon(serial, by: component, whenEntered: whenEntered)
    }

    public func pending() async throws -> [CommissionSerial] {
        try await quota.pending(of: component)
    }

    public func info(_ serial: CommissionSerial) async throws -> CommissionInfo? {
        try await quota.info(serial, of: component)
    }

    public func quotas(of user: UserID?) async throws -> [UserID: Quotas] {
        try await quota.quotas(ofComponent: component, user: user)
    }
}
