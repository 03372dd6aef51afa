import Testing
import Vocabulary

struct CalendarTimeTests {
    @Test(arguments: [
        (0, 1970, 1, 1, 3), (951_782_400, 2000, 2, 29, 1), (-86_400, 1969, 12, 31, 2), (1_376_299_800, 2013, 8, 12, 0),
        (4_107_542_400, 2100, 3, 1, 0), (-62_135_596_800, 1, 1, 1, 0), (253_402_300_799, 9999, 12, 31, 4),
    ])
    func daysAreWhatTheCalendarSays(seconds: Int64, year: Int, month: Int, day: Int, weekday: Int) {
        let calendar = CalendarTime(Timestamp(microseconds: seconds * 1_000_000))
        #expect([calendar.year, calendar.month, calendar.day, calendar.weekday] == [year, month, day, weekday])
    }

    @Test func everyMomentSurvivesTheWayThereAndBack() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let time = Timestamp(
                microseconds: .random(in: -60_000_000_000_000_000...250_000_000_000_000_000, using: &generator))
            #expect(Timestamp(CalendarTime(time)) == time)
        }
    }

    @Test(arguments: [
        (2013, 2, 29), (2100, 2, 29), (2013, 13, 1), (2013, 0, 1), (2013, 4, 31), (0, 1, 1), (10_000, 1, 1),
    ])
    func daysThatDoNotExistAreRefused(year: Int, month: Int, day: Int) {
        #expect(CalendarTime(year: year, month: month, day: day) == nil)
    }

    @Test func timesOfDayThatDoNotExistAreRefused() {
        #expect(CalendarTime(year: 2013, month: 1, day: 1, hour: 24) == nil)
        #expect(CalendarTime(year: 2013, month: 1, day: 1, minute: 60) == nil)
        #expect(CalendarTime(year: 2012, month: 6, day: 30, hour: 23, minute: 59, second: 60)?.second == 59)
    }

    @Test func secondsOutsideOfAllTimeDoNotStopTheProcess() {
        #expect(Timestamp(seconds: .infinity).microseconds == .max)
        #expect(Timestamp(seconds: -1e300).microseconds == .min)
        #expect(Timestamp(seconds: .nan).microseconds == 0)
    }
}
