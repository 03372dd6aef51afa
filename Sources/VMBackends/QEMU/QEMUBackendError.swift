/// Why a job of the local backend failed; its text becomes the job's log message.
enum QEMUBackendError: Error, Equatable {
    case programMissing(packages: [String])
    case directoryBusy(String)
    case pathTooLong(String, limit: Int)
    case unknownMachine(String)
    case imageGone(hash: String)
    case imageIncomplete(hash: String, expected: Int64, received: Int64)
    case imageFormat(String)
    case imageTooLarge(needsBytes: Int64, diskGiB: Int)
    case noFreePort(ClosedRange<Int>)
    case programFailed(String, message: String)
    case stillAlive(String)
    case fileSystem(operation: String, path: String, code: Int32)
    case record(path: String, reason: String)
}

extension QEMUBackendError {
    /// What the owner of the machine can do something about, or should know; nil for what only the operator can mend.
    var ownersReason: String? {
        switch self {
        case .imageFormat, .imageTooLarge: description
        case .imageGone: "The image is gone. Choose another one."
        case .imageIncomplete: "The image could not be read to its end. Try again."
        case .noFreePort: "No port is free for another machine. Delete one that is not needed, or tell your operator."
        case .programMissing, .directoryBusy, .pathTooLong, .unknownMachine, .programFailed, .stillAlive, .fileSystem,
            .record:
            nil
        }
    }
}

extension QEMUBackendError: CustomStringConvertible {
    var description: String {
        switch self {
        case .programMissing(let packages):
            "Machines cannot be run on this host; install the Debian packages \(packages.joined(separator: ", "))."
        case .directoryBusy(let path): "Another process manages the machines in \(path)."
        case .pathTooLong(let path, let limit):
            "\(path) is too long for the sockets in it; choose a directory of at most \(limit) characters."
        case .unknownMachine(let name): "There is no machine \(name) on this host."
        case .imageGone(let hash): "The image \(hash) is not in the cache and can no longer be read."
        case .imageIncomplete(let hash, let expected, let received):
            "The image \(hash) should have \(expected) bytes, and \(received) were read."
        case .imageFormat(let reason): "The image cannot be started here: \(reason)."
        case .imageTooLarge(let needed, let disk):
            "The image needs a disk of \((needed + (1 << 30) - 1) >> 30) GiB, and the flavor's has \(disk) GiB."
        case .noFreePort(let range): "No port from \(range.lowerBound) to \(range.upperBound) is free."
        case .programFailed(let program, let message): "\(program) failed: \(message)"
        case .stillAlive(let name): "QEMU of \(name) does not end."
        case .fileSystem(let operation, let path, let code): "\(operation) \(path): error \(code)"
        case .record(let path, let reason): "\(path) cannot be read: \(reason)"
        }
    }
}
