import Cyclades
import QEMUClient
import Vocabulary

/// Makes what a machine consists of before it can start: its directory with the seed, then its disk.
struct MachineMaker: Sendable {
    var store: MachineStore
    var images: ImageCache
    var qemuImage: Program
    var isoMaker: Program

    /// Writes the machine down, with its seed. Nothing is done for a machine that is there already.
    func prepare(_ order: InstanceOrder) async throws {
        let store = store
        let directory = store.directory(of: order.name)
        if try await offPool({ try store.lookup(order.name) }) != nil { return }
        try await offPool {
            guard directory.monitor.utf8.count <= MachineDirectory.socketPathMax - 3 else {
                throw QEMUBackendError.pathTooLong(directory.path, limit: MachineDirectory.socketPathMax - 9)
            }
            // What a crash left of an earlier attempt.
            try Files.remove(directory.path)
            try Files.makeDirectory(directory.path)
        }
        let machine = Machine(order)
        let seed = try await offPool {
            GuestSeed(
                order: order, instanceID: "\(machine.name)-\(machine.uuid)",
                passwordHash: SHA512Crypt.hash(order.adminPassword), nics: machine.nics)
        }
        try await SeedImage(isoMaker: isoMaker).make(
            seed, path: directory.seed, directory: directory.seedFiles, log: directory.log)
        try await offPool { try store.save(machine) }
    }

    /// Takes the image and puts the machine's disk on it, copy on write.
    ///
    /// - Throws: `QEMUBackendError`, and what reading the image throws.
    func makeDisk(
        _ machine: Machine, source: ImageSource?, progress: @escaping ImageCache.Progress
    ) async throws {
        guard ["diskdump", "qcow2"].contains(machine.imageFormat) else {
            throw QEMUBackendError.imageFormat(
                "it is a \(machine.imageFormat), and only whole disks (diskdump, qcow2) can be started here")
        }
        let image = try await images.take(hash: machine.imageHash, from: source, progress: progress)
        guard image.virtualSizeBytes <= Int64(machine.diskGiB) << 30 else {
            throw QEMUBackendError.imageTooLarge(needsBytes: image.virtualSizeBytes, diskGiB: machine.diskGiB)
        }
        let directory = store.directory(of: machine.instance)
        let temporary = directory.disk + ".new"
        // Relative to the disk, so that the whole directory may be moved.
        let outcome = try await qemuImage.run(
            [
                "create", "-q", "-f", "qcow2", "-F", image.driver, "-b", "../../images/\(machine.imageHash)", temporary,
                "\(machine.diskGiB)G",
            ], errorLog: directory.log, timeout: .seconds(60))
        guard outcome.status == 0 else {
            throw QEMUBackendError.programFailed("qemu-img", message: outcome.errorText)
        }
        try await offPool { try Files.replace(directory.disk, with: temporary) }
        await progress(machine.imageSizeBytes, machine.imageSizeBytes)
    }
}

extension Machine {
    init(_ order: InstanceOrder) {
        name = order.name.rawValue
        uuid = UUIDText.random()
        cpus = order.cpus
        memoryMiB = order.memoryMiB
        diskGiB = order.diskGiB
        imageHash = order.image.hash
        imageSizeBytes = order.image.sizeBytes
        imageFormat = order.image.diskFormat
        imageURL = order.image.url
        nics = order.nics.map(MachineNIC.init)
        forwards = []
        power = .making
    }
}
