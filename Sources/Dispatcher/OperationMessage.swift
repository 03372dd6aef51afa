import Cyclades
import Vocabulary

/// `ganeti-op-status`: a job on an instance (operations.md 3.7).
struct OperationMessage {
    static let type = "ganeti-op-status"

    let message: EventMessage
    let instance: String

    init(_ message: EventMessage) throws {
        self.message = message
        instance = try message.subject("instance")
    }

    /// Nil for a message of another type, which is nobody's fault.
    ///
    /// - Throws: `EventMessage.Refusal`.
    func report() throws -> JobReport? {
        guard message.type == Self.type else { return nil }
        let job = try message.jobID()
        let opcode = InstanceOpcode(rawValue: try message.member("operation").stringValue ?? "")
        let log = try message.log()
        return JobReport(
            time: message.time, job: job, opcode: opcode, status: try message.status(), log: log, nics: try nics(),
            portForwards: message.members["port_forwards"].map { [PortForward](json: $0) })
    }

    private func nics() throws -> [NICReport]? {
        guard let value = message.members["nics"], !value.isNull else { return nil }
        guard let elements = value.arrayValue else { throw EventMessage.Refusal.impossible("nics is not a list") }
        return try elements.map { nic in
            guard case .object = nic else {
                throw EventMessage.Refusal.impossible("an element of nics is not an object")
            }
            let address = nic["ip"]?.stringValue ?? ""
            return NICReport(
                network: nic["network"]?.stringValue, ipv4: address.isEmpty ? nil : address,
                mac: nic["mac"]?.stringValue ?? "", firewall: nic["firewall"]?.stringValue ?? "")
        }
    }
}
