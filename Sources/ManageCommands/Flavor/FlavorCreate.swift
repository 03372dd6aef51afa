import ArgumentParser
import Cyclades
import Installation
import Vocabulary

/// `snf-manage flavor-create`
struct FlavorCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flavor-create",
        abstract: "Make flavors of every combination of sizes, for instance 1,2 1024,2048 20 file.")

    @Argument(help: "Processors, with commas between them.") var cpu: String
    @Argument(help: "Memory in MiB, with commas between them.") var ram: String
    @Argument(help: "Disk in GiB, with commas between them.") var disk: String
    @Argument(help: "How the backend keeps the disk, with commas between them.") var template: String
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only tell what would be made.") var isDryRun = false
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let sizes = try combinations()
        warnOfUnknownTemplates(sizes)
        guard !isDryRun else {
            for size in sizes { Console.print("Flavor \(size.name) would be created") }
            return
        }
        try await installation.open { services in
            let flavors = services.cyclades.flavors
            let known = Set(try await flavors.list().map(\.name))
            for size in sizes {
                let made = try await flavors.create(
                    cpus: size.cpus, memoryMiB: size.memoryMiB, diskGiB: size.diskGiB, diskTemplate: size.diskTemplate)
                Console.print(
                    known.contains(made.name) ? "Flavor \(made.name) exists already" : "Created flavor \(made.name)")
            }
        }
    }

    private func warnOfUnknownTemplates(_ sizes: [Flavor]) {
        for template in Set(sizes.map(\.diskTemplate)).sorted() where !DiskTemplate.isKnown(template) {
            Console.printError(
                "Warning: '\(template)' is no disk template we know of, and no server can be made where the backend does "
                    + "not know it either. Known are \(DiskTemplate.known.joined(separator: ", ")) and ext_PROVIDER.")
        }
    }

    private func combinations() throws -> [Flavor] {
        let (cpus, memories, disks) = (try numbers(cpu, "CPU"), try numbers(ram, "RAM"), try numbers(disk, "DISK"))
        let templates = template.split(separator: ",").map(\.trimmed)
        return cpus.flatMap { cpu in
            memories.flatMap { memory in
                disks.flatMap { disk in
                    templates.map { template in
                        Flavor(
                            id: Flavor.ID(0), cpus: cpu, memoryMiB: memory, diskGiB: disk, diskTemplate: template,
                            isDeleted: false)
                    }
                }
            }
        }
    }

    private func numbers(_ text: String, _ name: String) throws -> [Int] {
        try text.split(separator: ",").map { part in
            guard let number = Int(part.trimmed) else {
                throw CommandError("\(name) should be whole numbers with commas between them, not '\(part)'.")
            }
            return number
        }
    }
}
