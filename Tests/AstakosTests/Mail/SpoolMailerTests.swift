import Astakos
import FoundationEssentials
import Testing
import Vocabulary

@Suite struct SpoolMailerTests {
    @Test func aMailIsAFileThatOtherProgramsRead() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUIDText.random())")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await SpoolMailer(directory: directory.path()).send(
            MailMessage(
                sender: "cloud@example.org", recipients: ["a@example.org", "b@example.org"],
                subject: "Grüße\r\nBcc: everyone@example.org", body: "one\ntwo"))
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path())
        #expect(files.count == 1)
        let text = String(decoding: try Data(contentsOf: directory.appending(path: files[0])), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "From: cloud@example.org")
        #expect(lines[1] == "To: a@example.org, b@example.org")
        #expect(lines[2].hasPrefix("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe=20=20Bcc"))
        #expect(!lines.contains { $0.hasPrefix("Bcc") })
        let blank = try #require(lines.firstIndex(of: ""))
        #expect(lines[(blank + 1)...].prefix(2) == ["one", "two"])
    }

    @Test func aMailThatCannotBeKeptIsAnError() async {
        await #expect(throws: (any Error).self) {
            try await SpoolMailer(directory: "/dev/null/mail").send(
                MailMessage(sender: "a@b.c", recipients: ["a@b.c"], subject: "", body: ""))
        }
    }
}
