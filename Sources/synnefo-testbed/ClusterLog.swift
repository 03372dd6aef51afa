import Cyclades
import Glibc
import Synchronization
import Vocabulary

/// What a Ganeti cluster would have been asked, a line of JSON for each call that changes something: method, path and
/// body of its remote API (operations.md 3.3). The recordings say it of the original.
final class ClusterLog: Sendable {
    private struct State {
        var lastJob: Int64 = 0
        var refusals: Int64 = 0
        /// Jobs that connect networks to the cluster's nodes; interfaces on them wait for these.
        var connecting: [String: Int64] = [:]
    }

    struct Refusal: Error {}

    private let path: String?
    private let baseURL: String
    private let state = Mutex(State())

    /// - Parameters:
    ///   - path: of a file that is appended to; nil for none.
    ///   - baseURL: of Cyclades, without a slash at its end, where nodes find the VM API.
    init(path: String?, baseURL: String) {
        self.path = path
        self.baseURL = baseURL
    }

    /// The next calls are refused, this many of them.
    func refuse(_ count: Int64) { state.withLock { $0.refusals = count } }

    func create(_ order: InstanceOrder) throws {
        try call(
            "POST", "/2/instances",
            [
                "__version__": 1, "mode": "create", "name": .string(order.name.rawValue),
                "beparams": [
                    "auto_balance": true, "memory": .int(Int64(order.memoryMiB)), "vcpus": .int(Int64(order.cpus)),
                ],
                "disk_template": .string(order.diskTemplate), "disks": [["size": .int(Int64(order.diskGiB) << 10)]],
                "hvparams": ["serial_console": false], "ip_check": false, "name_check": false,
                "nics": .array(order.nics.map(Self.interface)), "os": "snf-image+default",
                "osparams": [
                    "config_url": .string("\(baseURL)/vmapi/v1.0/server-params/\(order.parametersKey)"),
                    "img_format": .string(order.image.diskFormat), "img_id": .string(order.image.location),
                ],
                "wait_for_sync": false,
            ])
    }

    func act(_ action: String, on instance: InstanceName) throws {
        try call("PUT", "/2/instances/\(instance)/\(action)", .null)
    }

    func remove(_ instance: InstanceName) throws { try call("DELETE", "/2/instances/\(instance)", .null) }

    func create(_ network: NetworkOrder) throws {
        let added = try call(
            "POST", "/2/networks",
            [
                "add_reserved_ips": .null, "conflicts_check": false, "gateway": Self.text(network.gateway),
                "gateway6": Self.text(network.gateway6), "mac_prefix": .string(network.macPrefix),
                "network": .string(network.cidr), "network6": Self.text(network.cidr6),
                "network_name": .string(network.name), "network_type": "private",
                "tags": .array(network.tags.map { .string($0) }),
            ])
        let connecting = try call(
            "PUT", "/2/networks/\(network.name)/connect",
            [
                "conflicts_check": false, "depends": Self.depends(on: added), "group_name": "default",
                "network_link": .string(network.link), "network_mode": .string(network.mode),
            ])
        state.withLock { $0.connecting[network.name] = connecting }
    }

    func remove(network: String) throws {
        let disconnecting = try call("PUT", "/2/networks/\(network)/disconnect", ["group_name": "default"])
        try call("DELETE", "/2/networks/\(network)", ["depends": Self.depends(on: disconnecting)])
    }

    func add(_ nic: NICOrder, to instance: InstanceName) throws {
        let connecting = state.withLock { $0.connecting[nic.network] }
        try call(
            "PUT", "/2/instances/\(instance)/modify",
            [
                "depends": Self.depends(on: connecting), "dry_run": false, "hotplug": false,
                "nics": [["add", Self.interface(nic)]],
            ])
    }

    // MARK: - Writing

    @discardableResult
    private func call(_ method: String, _ path: String, _ body: JSONValue) throws -> Int64 {
        let (job, isRefused) = state.withLock { state in
            defer { state.refusals = max(0, state.refusals - 1) }
            state.lastJob += 1
            return (state.lastJob, state.refusals > 0)
        }
        try append(["method": .string(method), "path": .string(path), "body": body])
        if isRefused { throw Refusal() }
        return job
    }

    private func append(_ line: JSONValue) throws {
        guard let path else { return }
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Fault(.serviceUnavailable, "\(path) cannot be written.") }
        defer { close(file) }
        _ = Array("\(line)\n".utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    }

    private static func interface(_ nic: NICOrder) -> JSONValue {
        ["ip": text(nic.ipv4), "network": .string(nic.network)]
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    private static func depends(on job: Int64?) -> JSONValue {
        .array(job.map { [[.int($0), ["success", "error", "canceled"]]] } ?? [])
    }
}
