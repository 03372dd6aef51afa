import Astakos
import Vocabulary

/// `--set-base-quota RESOURCE CAPACITY`
struct BaseQuotaChange: Sendable {
    var resource: String
    /// Nil goes back to the default.
    var capacity: Int64?

    /// - Throws: `CommandError`.
    init(resource: String, capacity text: String) throws {
        self.resource = resource
        if text == "default" { return }
        do {
            capacity = try Capacity.read(text)
        } catch {
            throw CommandError(error, in: text, advice: "Please specify capacity as a decimal integer or 'default'")
        }
    }

    /// Shows what changes, asks where that is wanted, and sets it.
    func apply(to user: User, _ limits: LimitService, asks: Bool) async throws {
        let current = try await limits.baseQuota(of: user.id, resource: resource)
        if asks {
            Console.print("user: \(user.uuid) (\(user.email))")
            Console.print("default capacity: \(current.defaultCapacity)")
            Console.print("current capacity: \(current.capacity)")
            Console.print("new capacity: \(capacity.map { "\($0)" } ?? "default")")
            guard Console.confirm("Confirm?") else {
                Console.print("Aborted.")
                return
            }
        }
        try await limits.setBaseQuota(capacity, of: user.id, resource: resource)
    }
}
