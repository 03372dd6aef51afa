import FoundationEssentials
import Testing
import Vocabulary

@testable import Installation

struct DataDirectoryTests {
    private let path = FileManager.default.temporaryDirectory.path + "/synnefo-test-\(UUID())"

    @Test func itExistsOnceItWasMade() throws {
        let directory = DataDirectory(path: path)
        #expect(try !directory.exists())
        try directory.create()
        #expect(try directory.exists())
        try FileManager.default.removeItem(atPath: path)
    }

    @Test func whereNoFolderCanBeMadeTheWayOutIsNamed() throws {
        let fault = #expect(throws: Fault.self) { try DataDirectory(path: "/proc/nowhere").create() }
        #expect(fault?.message.contains("/proc/nowhere") == true && fault?.message.contains("--data") == true)
    }
}
