import Cyclades
import Vocabulary

/// The events of a simulated job, in the words of a cluster's event daemon (operations.md 3.7).
struct SimulatedEvents {
    let cluster: String

    func operation(
        _ opcode: String, _ status: JobStatus, job: JobID, instance: InstanceName, nics: [SimulatedInstance.NIC]? = nil,
        at time: Timestamp
    ) -> BackendEvent {
        var body = common(opcode, status, job: job, at: time)
        body["type"] = "ganeti-op-status"
        body["instance"] = .string(instance.rawValue)
        if let nics {
            body["nics"] = .array(
                nics.map { nic in
                    [
                        "network": .string(nic.network), "mac": .string(nic.mac), "mode": "bridged", "link": "br0",
                        "ip": nic.ipv4.map(JSONValue.string) ?? .null, "firewall": .string(nic.firewall),
                    ]
                })
        }
        return BackendEvent(kind: .op, body: JSONValue.object(body).description)
    }

    func network(_ opcode: String, _ status: JobStatus, job: JobID, network: String, at time: Timestamp) -> BackendEvent
    {
        var body = common(opcode, status, job: job, at: time)
        body["type"] = "ganeti-network-status"
        body["network"] = .string(network)
        return BackendEvent(kind: .network, body: JSONValue.object(body).description)
    }

    func progress(_ percent: Int64, instance: InstanceName, at time: Timestamp) -> BackendEvent {
        let body: JSONValue = [
            "type": "image-copy-progress", "event_time": Self.eventTime(time), "instance": .string(instance.rawValue),
            "progress": .int(percent), "position": .int(percent), "total": 100,
        ]
        return BackendEvent(kind: .progress, body: body.description)
    }

    private func common(_ opcode: String, _ status: JobStatus, job: JobID, at time: Timestamp) -> [String: JSONValue] {
        [
            "event_time": Self.eventTime(time), "operation": .string(opcode), "status": .string(status.rawValue),
            "cluster": .string(cluster), "jobId": .int(job.rawValue), "logmsg": .null,
        ]
    }

    private static func eventTime(_ time: Timestamp) -> JSONValue {
        [.int(time.microseconds / 1_000_000), .int(time.microseconds % 1_000_000)]
    }
}
