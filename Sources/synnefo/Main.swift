import CMemory
import Glibc
import ManageCommands

@main
enum Main {
    static func main() async {
        shareHeaps()
        await Program.run(CommandLine.arguments)
    }

    /// One heap a core instead of eight: each keeps what its threads once needed, which with uploads on all of them is
    /// tens of megabytes that nobody uses.
    private static func shareHeaps() {
        _ = mallopt(synnefo_heaps_max, Int32(clamping: max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    }
}
