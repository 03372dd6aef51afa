/// How much there is of everything, for the public counters (compute.md 2.13).
public struct ComputeStatistics: Sendable, Hashable {
    public struct Servers: Sendable, Hashable {
        public var count: Int64 = 0
        public var cpus: Int64 = 0
        public var memoryMiB: Int64 = 0
        public var diskGiB: Int64 = 0
    }

    /// A state without servers has zeros.
    public var servers: [ServerStatus: Servers]
    public var networks: [NetworkState: Int64]
}
