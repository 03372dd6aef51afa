import Vocabulary

/// Slows down guessing: so many wrong passwords a minute for one account, ten times as many from one address.
///
/// Source: identity.md 7.2, where the original only counted; ours really makes one wait. Kept in memory: a process of
/// its own counts for itself.
public actor LoginThrottle {
    private let triesPerMinute: Int
    private var failures: [String: [Timestamp]] = [:]

    /// Most names and addresses remembered; when it is reached those that have not failed for a minute go, then all.
    private static let keysMax = 20_000
    private static let window = Duration.seconds(60)

    public init(triesPerMinute: Int) {
        self.triesPerMinute = triesPerMinute
    }

    /// How long this account or this address has to wait before its next try; nil when it need not.
    func wait(username: String, address: String?, at time: Timestamp) -> Duration? {
        let waits = keys(username, address).compactMap { key, tries -> Duration? in
            let recent = recent(key, at: time)
            guard recent.count >= tries else { return nil }
            return recent[recent.count - tries] + Self.window - time
        }
        return waits.max()
    }

    func noteFailure(username: String, address: String?, at time: Timestamp) {
        if failures.count >= Self.keysMax { forgetOld(at: time) }
        for (key, tries) in keys(username, address) {
            failures[key] = recent(key, at: time).suffix(tries - 1) + [time]
        }
    }

    /// A right password clears the account, not the address: one good account must not pay for guessing others.
    func noteSuccess(username: String) {
        failures["account \(username)"] = nil
    }

    private func keys(_ username: String, _ address: String?) -> [(key: String, tries: Int)] {
        var keys = [(key: "account \(username)", tries: triesPerMinute)]
        if let address { keys.append((key: "address \(address)", tries: triesPerMinute * 10)) }
        return keys
    }

    private func recent(_ key: String, at time: Timestamp) -> [Timestamp] {
        (failures[key] ?? []).filter { $0 + Self.window > time }
    }

    private func forgetOld(at time: Timestamp) {
        failures = failures.filter { ($0.value.last ?? time) + Self.window > time }
        if failures.count >= Self.keysMax { failures.removeAll() }
    }
}
