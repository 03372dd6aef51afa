/// What one scrypt hash costs: memory is 128 · rounds · blockSize bytes.
package struct ScryptCost: Equatable, Sendable {
    /// Rounds are 2 to this power.
    package var logRounds: Int
    package var blockSize: Int
    package var parallelism: Int

    /// 16 MiB and about a fifth of a second: what OWASP's password storage cheat sheet recommends as an equal of
    /// larger memory, chosen so that a burst of log-ins does not exhaust a small machine.
    package static let standard = ScryptCost(logRounds: 14, blockSize: 8, parallelism: 5)
    /// For tests, which hash a lot and keep no secret.
    package static let trivial = ScryptCost(logRounds: 4, blockSize: 8, parallelism: 1)
}
