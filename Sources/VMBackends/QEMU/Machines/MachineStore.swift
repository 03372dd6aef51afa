import Cyclades
import FoundationEssentials
import Vocabulary

/// The machines of this host, a directory each. Every function blocks.
struct MachineStore: Sendable {
    /// `<directory>/machines`.
    let path: String

    func directory(of instance: InstanceName) -> MachineDirectory {
        MachineDirectory(path: "\(path)/\(instance)")
    }

    /// Names become file names: letters, digits, dash, dot and underscore, with a letter or digit first.
    static func isUsable(_ instance: InstanceName) -> Bool {
        let name = instance.rawValue.utf8
        guard let first = name.first, name.count <= 64 else { return false }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        return isAlphanumeric(first) && name.allSatisfy { isAlphanumeric($0) || "-._".utf8.contains($0) }
    }

    /// Nil when there is no such machine.
    func lookup(_ instance: InstanceName) throws -> Machine? {
        let record = directory(of: instance).record
        guard Files.size(record) != nil else { return nil }
        let bytes = try Files.read(record)
        do {
            return try JSONDecoder().decode(Machine.self, from: bytes)
        } catch {
            throw QEMUBackendError.record(path: record, reason: "\(error)")
        }
    }

    func find(_ instance: InstanceName) throws -> Machine {
        guard let machine = try lookup(instance) else { throw QEMUBackendError.unknownMachine(instance.rawValue) }
        return machine
    }

    func save(_ machine: Machine) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try Files.writeDurably(encoder.encode(machine), to: directory(of: machine.instance).record)
    }

    /// All names; a directory without a record is what a crash left of a machine that nobody was promised.
    func names() -> [InstanceName] {
        Files.list(path).map(InstanceName.init(_:)).filter { Files.size(directory(of: $0).record) != nil }
    }

    /// Removes all there is of a machine. The record goes first: what is left then is rubbish, not half a machine.
    func remove(_ instance: InstanceName) throws {
        let directory = directory(of: instance)
        try Files.remove(directory.record)
        try Files.remove(directory.path)
    }
}
