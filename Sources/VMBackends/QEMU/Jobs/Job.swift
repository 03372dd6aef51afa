import Cyclades
import FoundationEssentials
import Vocabulary

/// One thing that was asked of a machine, kept on disk until all have heard how it ended.
struct Job: Codable, Sendable, Equatable {
    var id: Int64
    /// The instance's name.
    var instance: String
    var operation: Operation
    var status: Status = .queued
    /// When it ended, microseconds since 1970; nil before.
    var endedAt: Int64?
    /// Why it failed, or what there is to say of a success.
    var message: String?
    /// Why it failed, as the machine's owner may read it.
    var reason: String?

    enum Operation: String, Codable, CaseIterable {
        case create, start, shutdown, softReboot, hardReboot, remove
        /// Nobody asked: the machine was found to have ended.
        case ended
    }

    enum Status: String, Codable {
        case queued, running, success, error
        /// Not done, or not to its end: the machine was to be removed first.
        case canceled
        /// Its end is published: the file stays only to show that its number was used.
        case reported
    }

    /// Whether its outcome is certain.
    var isOver: Bool {
        switch status {
        case .queued, .running: false
        case .success, .error, .canceled, .reported: true
        }
    }
}

extension Job.Status {
    /// What a Ganeti cluster would say of a job that has ended so.
    var reported: JobStatus {
        switch self {
        case .success, .reported: .success
        case .canceled: .canceled
        case .queued, .running, .error: .error
        }
    }
}

extension Job.Operation {
    /// What a Ganeti cluster would call it.
    var opcode: InstanceOpcode {
        switch self {
        case .create: .create
        case .start: .startup
        case .shutdown, .ended: .shutdown
        case .softReboot, .hardReboot: .reboot
        case .remove: .remove
        }
    }

    /// Whether success is told together with the machine's interfaces (operations.md 3.7).
    var reportsInterfaces: Bool {
        switch self {
        case .create, .start: true
        case .shutdown, .softReboot, .hardReboot, .remove, .ended: false
        }
    }
}
