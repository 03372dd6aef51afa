public import Vocabulary

/// Where machines live: a Ganeti cluster, QEMU on this host, or a script in tests.
///
/// Every call that changes something returns as soon as the backend has taken the job and can no longer forget it;
/// how it went arrives as `BackendEvent`s on the event channel. Calls may be repeated: an instance that is already
/// being made, or is gone already, is no error. Instances are known by name, `snf-42` (compute.md 4.2).
public protocol VMBackend: Sendable {
    /// Makes the instance and starts it. Event: OP_INSTANCE_CREATE, and progress while its disk is made.
    func create(_ order: InstanceOrder) async throws -> JobID

    /// OP_INSTANCE_STARTUP.
    func start(_ instance: InstanceName) async throws -> JobID

    /// Asks the guest to go down, and after the backend's patience takes the power away. OP_INSTANCE_SHUTDOWN.
    func shutdown(_ instance: InstanceName) async throws -> JobID

    /// OP_INSTANCE_REBOOT.
    func reboot(_ instance: InstanceName, type: RebootType) async throws -> JobID

    /// Destroys the instance and its disks. OP_INSTANCE_REMOVE; also a success when there was none.
    func remove(_ instance: InstanceName) async throws -> JobID

    /// Where the instance's screen answers; it must be running.
    ///
    /// - Throws: `Fault(.badRequest)` when it is not running, `Fault(.serviceUnavailable)` when it cannot be asked.
    func console(of instance: InstanceName) async throws -> ConsoleEndpoint

    /// All instances, for reconciliation.
    func instances() async throws -> [InstanceReport]
}

/// A backend's number for a job; counts up.
public typealias JobID = Identifier<JobKind, Int64>

public enum JobKind {}

/// The name of a server at its backend: the prefix and the server's id, `snf-42`.
public typealias InstanceName = Identifier<InstanceKind, String>

public enum InstanceKind {}

/// How a reboot treats the guest.
public enum RebootType: String, Sendable {
    /// The guest is asked.
    case soft
    /// The reset button.
    case hard
}
