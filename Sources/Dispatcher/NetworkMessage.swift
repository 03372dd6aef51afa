import Cyclades
import Vocabulary

/// `ganeti-network-status`: a job on a network (operations.md 3.7).
struct NetworkMessage {
    static let type = "ganeti-network-status"

    let message: EventMessage
    let network: String
    let cluster: String

    init(_ message: EventMessage) throws {
        self.message = message
        network = try message.subject("network")
        cluster = try message.subject("cluster")
    }

    /// Nil for a message of another type.
    ///
    /// - Throws: `EventMessage.Refusal`.
    func report() throws -> NetworkReport? {
        guard message.type == Self.type else { return nil }
        let job = try message.jobID()
        let opcode = NetworkReport.Opcode(rawValue: try message.member("operation").stringValue ?? "")
        let log = try message.log()
        let isChange = opcode == .setParameters
        return NetworkReport(
            time: message.time, job: job, opcode: opcode, status: try message.status(), log: log,
            reserved: isChange ? try addresses("add_reserved_ips") : [],
            unreserved: isChange ? try addresses("remove_reserved_ips") : [])
    }

    /// A list of texts, or null for none.
    private func addresses(_ name: String) throws -> [String] {
        let value = try message.member(name)
        guard !value.isNull else { return [] }
        guard let elements = value.arrayValue else { throw EventMessage.Refusal.impossible("\(name) is not a list") }
        return elements.compactMap(\.stringValue)
    }
}
