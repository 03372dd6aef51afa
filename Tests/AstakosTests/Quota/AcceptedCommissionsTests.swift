import AstakosClient
import Testing
import Vocabulary

@testable import Astakos

@Suite(.timeLimit(.minutes(1))) struct AcceptedCommissionsTests {
    /// Under a steady load there is always somebody who enters something.
    @Test func nobodyWaitsForWhoComesLater() async {
        let accepted = AcceptedCommissions()
        _ = accepted.add(entry(1))
        let first = accepted.begin()
        let count = accepted.count
        _ = accepted.add(entry(2))
        let second = accepted.begin()
        #expect(first.areAll && !second.areAll)
        accepted.end(first.entries, as: .entered)
        #expect(await !accepted.waits(amongFirst: count))
        accepted.end(second.entries, as: .entered)
        #expect(await !accepted.waits(amongFirst: accepted.count))
    }

    @Test func whoWaitsHearsThatOneFailed() async {
        let accepted = AcceptedCommissions()
        _ = accepted.add(entry(1))
        let first = accepted.begin()
        async let answer = accepted.waits(amongFirst: 1)
        accepted.end(first.entries, as: .failed)
        #expect(await answer)
        #expect(accepted.begin().entries.map(\.serial) == [CommissionSerial(1)])
    }

    @Test func anAttendantIsThereForAsLongAsOneIsNotEntered() {
        let accepted = AcceptedCommissions()
        #expect(accepted.add(entry(1)))
        #expect(!accepted.add(entry(2)))
        let entries = accepted.begin().entries
        #expect(!accepted.dismissAttendant())
        accepted.end(entries, as: .failed)
        #expect(!accepted.dismissAttendant())
        accepted.end(accepted.begin().entries, as: .entered)
        #expect(accepted.dismissAttendant())
        #expect(accepted.add(entry(3)))
    }

    private func entry(_ serial: Int64) -> AcceptedCommissions.Entry {
        AcceptedCommissions.Entry(.commission(CommissionSerial(serial), component: "pithos")) { _ in }
    }
}
