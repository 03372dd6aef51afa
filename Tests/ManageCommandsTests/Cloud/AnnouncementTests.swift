import Testing

@testable import ManageCommands

struct AnnouncementTests {
    @Test func onlyAPasswordThatIsRightIsTold() {
        #expect(Announcement.word(for: "abcdefghijkl") == "abcdefghijkl")
        #expect(Announcement.word(for: nil).contains("changed"))
    }
}
