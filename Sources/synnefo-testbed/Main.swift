import ArgumentParser
import Vocabulary

@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synnefo-testbed",
        abstract: "Serve all components in a known state, for tests that replay recordings.",
        discussion: """
            POST /testbed/reset?group=NAME puts the state back (204). POST /testbed/event takes {"kind", "body"} for the \
            dispatcher and answers ack, nack or reject. POST /testbed/ganeti {"fail_next": 2} lets the backend refuse the \
            next two calls. Never installed; listens on loopback only.
            """)

    @Option(help: ArgumentHelp("A loopback address.", valueName: "host:port"))
    var listen = "127.0.0.1:0"

    @Option(help: ArgumentHelp("A folder of its own, for databases and blocks.", valueName: "folder"))
    var data: String

    @Option(help: ArgumentHelp("Takes what a Ganeti cluster would have been asked, a line a call.", valueName: "file"))
    var rapiLog: String?

    @Option(
        help: ArgumentHelp(
            "An object store to begin with, in place of an empty one.",
            discussion: "The folder holds its database, pithos.sqlite, and its blocks and maps in data/.",
            valueName: "folder"))
    var pithos: String?

    func run() async throws {
        try await Testbed(listen: listen, data: data, pithos: pithos, rapiLog: rapiLog).run()
    }
}
