import ArgumentParser
import FoundationEssentials
import Testing
import Vocabulary

@testable import ManageCommands

struct PithosFsckTests {
    @Test func aDirectoryOfBlocksThatIsNotThereIsNotMade() async throws {
        let folder = try CloudFolder()
        let blocks = folder.path + "/mistyped"
        let mistyped = try CloudFolder(settings: "PITHOS_BACKEND_BLOCK_PATH = \"\(blocks)\"")
        let check = try PithosFsck.parse(mistyped.options)
        let fault = await #expect(throws: Fault.self) { try await check.run() }
        #expect(fault?.message.contains(blocks) == true)
        #expect(fault?.message.contains("No such file or directory") == true)
        let collection = try PithosGC.parse(mistyped.options)
        await #expect(throws: Fault.self) { try await collection.run() }
        #expect(!folder.exists("mistyped"))
        // Nor was anything else.
        #expect(!mistyped.exists("databases") && !mistyped.exists("pithos"))
        // Where a disk should be mounted nothing is made either.
        try FileManager.default.createDirectory(atPath: blocks, withIntermediateDirectories: false)
        await #expect(throws: Fault.self) { try await check.run() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: blocks) == [])
    }
}
