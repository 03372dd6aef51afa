import ArgumentParser
import Glibc
import Installation
import Logging
import Settings
import VMBackends
import Vocabulary

/// `synnefo up`
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start the whole cloud on this machine, in the foreground.",
        discussion: """
            The first start makes databases, a first user, sizes of machines, a network and a tiny image; later ones \
            find everything as it was. Ctrl-C stops the cloud in order. Machines go on running without it and are found \
            again; `synnefo down --machines` stops them too.
            """)

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen: String?

    @Flag(inversion: .prefixedNo, help: "Make and register the tiny image when it is missing.")
    var image = true

    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        var settings = try installation.settings()
        let address =
            try listen.map { try ListenAddress($0) }
            ?? ListenAddress(host: settings.installation.listenHost, port: settings.installation.listenPort)
        let listening = try address.withPort()
        settings.listen(on: listening)
        let files = try SharedFiles.locate(environment: Environment.variables)
        try settings.data.create()
        let lock = try RunLock(settings.data)
        try listening.check()
        try listening.save(to: settings.data)
        let cloud = try await Cloud(settings, files: files, logger: try logger(settings))
        let announcement = Announcement(
            settings: settings, credentials: cloud.credentials, dataOption: installation.data)
        try await cloud.run(
            tinyImage: image ? TinyImageTask(environment: Environment.variables, say: Console.print) : nil,
            ready: { announcement.print(obstacle: (cloud.services.backend as? QEMUBackend)?.obstacle) })
        await announcement.printFarewell(try? cloud.runningMachines())
        await cloud.close()
        _ = consume lock
    }

    /// On a terminal the log goes to a file, so that people see what is for them.
    private func logger(_ settings: InstalledSettings) throws -> Logger {
        let level = Logger.Level(rawValue: settings.installation.logLevel) ?? .info
        let path = isatty(STDERR_FILENO) == 1 ? settings.data.log : nil
        return try LineLogHandler.logger(label: "synnefo", level: level, path: path)
    }
}
