public import Vocabulary

/// Tells commissions apart from other numbers.
public enum CommissionKind {}

/// A commission's serial number.
public typealias CommissionSerial = Identifier<CommissionKind, Int64>

/// Tells promises apart from other numbers.
public enum QuotaPromiseKind {}

/// Names what a quota holder has promised to a component of its own process (`QuotaHolder.promise`).
public typealias QuotaPromise = Identifier<QuotaPromiseKind, Int64>

/// A change of one holding: so much of a resource, for a holder, from a source (identity.md 2.14).
public struct Provision: Sendable, Hashable {
    public var holder: UserID
    public var source: ProjectID
    /// For instance `cyclades.vm`.
    public var resource: String
    /// In the resource's unit (bytes or pieces); negative gives back.
    public var quantity: Int64

    public init(holder: UserID, source: ProjectID = .system, resource: String, quantity: Int64) {
        self.holder = holder
        self.source = source
        self.resource = resource
        self.quantity = quantity
    }
}

/// A pending commission (identity.md 2.15).
public struct CommissionInfo: Sendable, Hashable {
    public var serial: CommissionSerial
    public var name: String
    public var issued: Timestamp
    public var provisions: [Provision]

    public init(serial: CommissionSerial, name: String, issued: Timestamp, provisions: [Provision]) {
        self.serial = serial
        self.name = name
        self.issued = issued
        self.provisions = provisions
    }
}

/// What became of a resolve call (identity.md 2.17): what was accepted and rejected, and what could not be.
public struct Resolution: Sendable, Hashable {
    public var accepted: [CommissionSerial]
    public var rejected: [CommissionSerial]
    /// Not pending for this component: unknown, or resolved before.
    public var unknown: [CommissionSerial]
    /// Left pending: named in both lists, or a holding they change is gone.
    public var conflicting: [CommissionSerial]

    public init(
        accepted: [CommissionSerial] = [], rejected: [CommissionSerial] = [], unknown: [CommissionSerial] = [],
        conflicting: [CommissionSerial] = []
    ) {
        self.accepted = accepted
        self.rejected = rejected
        self.unknown = unknown
        self.conflicting = conflicting
    }
}

/// A holding as its user sees it (identity.md 2.11).
public struct QuotaUsage: Sendable, Hashable {
    public var limit: Int64
    /// Committed and pending together.
    public var usage: Int64
    public var pending: Int64

    public init(limit: Int64, usage: Int64, pending: Int64) {
        self.limit = limit
        self.usage = usage
        self.pending = pending
    }
}

/// The quota of many users: source, then resource.
public typealias Quotas = [ProjectID: [String: QuotaUsage]]

/// Keeps what everyone may use and uses. One instance speaks for one component (its token, or its name in process).
///
/// `issue` takes the change from the holding provisionally; it lasts until it is accepted or rejected, and a
/// commission that a crash left pending is found in `pending()` by the component's reconciler.
public protocol QuotaHolder: Sendable {
    /// - Throws: `Fault(.overLimit)` with `data`, `Fault(.itemNotFound)` where a holding is missing. Nothing has
    ///   changed then.
    func issue(_ provisions: [Provision], name: String, force: Bool, autoAccept: Bool) async throws -> CommissionSerial

    /// Takes the change from the holdings at once, on the calling thread, and keeps that in mind only: nothing is written down
    /// before the promise is kept. What is forgotten when the process dies is for the component to count anew.
    ///
    /// - Returns: nil where that cannot be told at once, as when room is short or the holder is elsewhere: `issue` tells.
    func promise(_ provisions: [Provision], name: String) -> QuotaPromise?

    /// Makes a promise final for everyone who asks from now on; the holdings have it soon after.
    ///
    /// - Parameter whenLost: called if they cannot take it, as when one is gone. The promise counts no more then.
    func keep(_ promise: QuotaPromise, whenLost: @escaping @Sendable () -> Void)

    /// Takes a promise back.
    func drop(_ promise: QuotaPromise)

    /// Resolves many at once, in one transaction; safe to repeat.
    func resolve(accept: [CommissionSerial], reject: [CommissionSerial]) async throws -> Resolution

    /// Accepts a commission whose change is durable, for everyone who asks from now on.
    ///
    /// - Parameter whenEntered: called once the acceptance itself is durable, which may be a moment later; until then the
    ///   commission may turn up in `pending()` again, after a crash.
    func acceptSoon(_ serial: CommissionSerial, whenEntered: @escaping @Sendable () -> Void) async throws

    /// The pending commissions of this component.
    func pending() async throws -> [CommissionSerial]

    /// Nil when it is not pending for this component.
    func info(_ serial: CommissionSerial) async throws -> CommissionInfo?

    /// The component's resources of one user, or of all.
    func quotas(of user: UserID?) async throws -> [UserID: Quotas]
}

extension QuotaHolder {
    public func issue(_ provisions: [Provision], name: String) async throws -> CommissionSerial {
        try await issue(provisions, name: name, force: false, autoAccept: false)
    }

    public func promise(_ provisions: [Provision], name: String) -> QuotaPromise? { nil }

    public func keep(_ promise: QuotaPromise, whenLost: @escaping @Sendable () -> Void) {}

    public func drop(_ promise: QuotaPromise) {}

    public func accept(_ serial: CommissionSerial) async throws {
        try await resolve(accept: [serial], reject: []).check(serial)
    }

    public func acceptSoon(_ serial: CommissionSerial, whenEntered: @escaping @Sendable () -> Void) async throws {
        try await accept(serial)
        whenEntered()
    }

    public func reject(_ serial: CommissionSerial) async throws {
        try await resolve(accept: [], reject: [serial]).check(serial)
    }
}

extension Resolution {
    /// - Throws: conflict when a serial, which was in one list only, could not be resolved.
    public func check(_ serial: CommissionSerial) throws {
        guard conflicting.contains(serial) else { return }
        throw Fault(.conflict, "Commission \(serial) stays pending: a holding that it changes is gone.")
    }
}
