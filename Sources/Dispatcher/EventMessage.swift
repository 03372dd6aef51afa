import Cyclades
import Vocabulary

/// A backend's message before it is known what it is about: the parts all kinds have (operations.md 3.7).
struct EventMessage {
    /// Why a message cannot be used, and what the queue is told.
    enum Refusal: Error, Hashable {
        /// A member is missing or makes no sense: dropped.
        case malformed(String)
        /// It is no message at all, or says something impossible: set aside.
        case impossible(String)
    }

    let members: [String: JSONValue]
    let time: Timestamp
    let type: String

    /// - Throws: `Refusal`.
    init(_ body: String) throws {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            throw Refusal.malformed("the body is not JSON")
        }
        guard case .object(let members) = value else { throw Refusal.impossible("the body is not an object") }
        self.members = members
        guard let parts = members["event_time"]?.arrayValue, parts.count == 2, let seconds = parts[0].intValue,
            let microseconds = parts[1].intValue, (0...(1 << 40)).contains(seconds),
            (0..<1_000_000).contains(microseconds)
        else { throw Refusal.malformed("event_time is not [seconds, microseconds]") }
        time = Timestamp(microseconds: seconds * 1_000_000 + microseconds)
        guard let type = members["type"]?.stringValue else { throw Refusal.malformed("type is missing") }
        self.type = type
    }

    /// A member that must be there; what it is is looked at elsewhere.
    func member(_ name: String) throws -> JSONValue {
        guard let value = members[name] else { throw Refusal.malformed("\(name) is missing") }
        return value
    }

    /// The name of what the message is about; empty, which is nobody's name, where it is no text.
    func subject(_ name: String) throws -> String { try member(name).stringValue ?? "" }

    /// A number, or null.
    func jobID() throws -> JobID? {
        switch try member("jobId") {
        case .null: return nil
        case .int(let number): return JobID(number)
        case .string(let text):
            guard let number = Int64(text) else { throw Refusal.malformed("jobId is not a number") }
            return JobID(number)
        default: throw Refusal.malformed("jobId is not a number")
        }
    }

    func status() throws -> JobStatus {
        let text = try member("status")
        guard let status = text.stringValue.flatMap(JobStatus.init(rawValue:)) else {
            throw Refusal.impossible("\(text) is not a job status")
        }
        return status
    }

    /// The last line of the job's log: text, or whatever the cluster had.
    func log() throws -> String? {
        switch try member("logmsg") {
        case .null: nil
        case .string(let text): text.isEmpty ? nil : text
        case let other: other.description
        }
    }
}
