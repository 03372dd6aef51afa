import ManageCommands

@main
enum Main {
    static func main() async {
        await Program.run(CommandLine.arguments)
    }
}
