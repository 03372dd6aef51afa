import Vocabulary

/// Slows down guessing: so many wrong passwords a minute for one account, ten times as many from one address.
///
/// Source: identity.md 7.2, where the original only counted; ours really makes one wait. Kept in memory: a process of
/// its own counts for itself.
public actor LoginThrottle {
    private let triesPerMinute: Int
    private var failures: [String: [Timestamp]] = [:]
    /// Tries for an account that are being judged, and who waits for what becomes of them.
    private var judged: [String: (count: Int, waiting: [CheckedContinuation<Void, Never>])] = [:]

    /// Most names and addresses remembered; when it is reached those that have not failed for a minute go, then all.
    private static let keysMax = 20_000
    private static let window = Duration.seconds(60)

    public init(triesPerMinute: Int) {
        self.triesPerMinute = triesPerMinute
    }

    /// Lets a try for an account be judged; `end` has to follow. Where those that are being judged may all fail, and there
    /// would be too many with this one, it waits for them: else any number could be made at once.
    ///
    /// - Returns: how long to wait for a try that is not to be judged, and that `end` must not follow; nil to go on.
    func begin(username: String, address: String?, now: @Sendable () -> Timestamp) async -> Duration? {
        while true {
            if let wait = wait(username: username, address: address, at: now()) { return wait }
            let count = judged[username]?.count ?? 0
            if count == 0 || count + recent(Self.key(username), at: now()).count < triesPerMinute {
                judged[username, default: (0, [])].count += 1
                return nil
            }
            await withCheckedContinuation { judged[username]?.waiting.append($0) }
        }
    }

    func end(username: String) {
        guard let ended = judged[username] else { return }
        judged[username] = ended.count > 1 ? (ended.count - 1, []) : nil
        for waiting in ended.waiting { waiting.resume() }
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
        failures[Self.key(username)] = nil
    }

    private static func key(_ username: String) -> String { "account \(username)" }

    private func keys(_ username: String, _ address: String?) -> [(key: String, tries: Int)] {
        var keys = [(key: Self.key(username), tries: triesPerMinute)]
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
