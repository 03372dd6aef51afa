import Cyclades
import Vocabulary

/// The messages of the local backend, in the form of a Ganeti cluster's event daemon and progress monitor.
/// Source: operations.md 3.7.
struct MachineEvents: Sendable {
    var clusterName: String

    /// `ganeti-op-status`.
    ///
    /// - Parameter machine: Whose interfaces and ports are told; nil for none.
    func operation(_ job: Job, status: JobStatus, at time: Timestamp, machine: Machine?) -> BackendEvent {
        var body: [String: JSONValue] = [
            "type": "ganeti-op-status",
            "event_time": Self.pair(time),
            "instance": .string(job.instance),
            "operation": .string(job.operation.opcode.rawValue),
            "status": .string(status.rawValue),
            "cluster": .string(clusterName),
            "logmsg": job.message.map(JSONValue.string) ?? .null,
            "jobId": .int(job.id),
        ]
        if let machine {
            body["nics"] = .array(machine.nics.map(Self.interface))
            body["port_forwards"] = machine.forwards.json
        }
        return BackendEvent(kind: .op, body: JSONValue.object(body).description)
    }

    /// `image-error`: why a machine was not made, for its owner. To be published before the operation's end.
    ///
    /// - Parameter time: Of that end.
    func failure(of job: Job, at time: Timestamp) -> BackendEvent {
        let body: JSONValue = [
            "type": "image-error",
            "event_time": Self.pair(Timestamp(microseconds: time.microseconds - 1)),
            "instance": .string(job.instance),
            "messages": [.string(job.reason ?? "The machine could not be made. Delete it and try again.")],
        ]
        return BackendEvent(kind: .progress, body: body.description)
    }

    /// `image-copy-progress`.
    func copyProgress(of instance: InstanceName, position: Int64, total: Int64, at time: Timestamp) -> BackendEvent {
        let percent = total > 0 ? Double(position) / Double(total) * 100 : 100
        let body: JSONValue = [
            "type": "image-copy-progress",
            "event_time": Self.pair(time),
            "instance": .string(instance.rawValue),
            "position": .int(position),
            "total": .int(total),
            "progress": .double((percent * 100).rounded() / 100),
            "timestamp": .double(time.seconds),
        ]
        return BackendEvent(kind: .progress, body: body.description)
    }

    private static func interface(_ nic: MachineNIC) -> JSONValue {
        [
            "network": .string(nic.network),
            "ip": nic.ipv4.map(JSONValue.string) ?? .null,
            "mac": .string(nic.mac),
            "mode": .string(nic.isPublic ? "user" : "socket"),
            "link": "",
            "firewall": "",
        ]
    }

    private static func pair(_ time: Timestamp) -> JSONValue {
        [.int(time.microseconds / 1_000_000), .int(time.microseconds % 1_000_000)]
    }
}
