import Testing
import Vocabulary

struct TimestampTextTests {
    /// 2013-07-12T10:13:32.204511Z, a Friday.
    let time = Timestamp(microseconds: 1_373_624_012_204_511)
    let whole = Timestamp(microseconds: 1_373_624_012_000_000)

    @Test func everyFormatIsAsTheWireHasIt() {
        #expect(time.iso8601 == "2013-07-12T10:13:32.204511+00:00")
        #expect(whole.iso8601 == "2013-07-12T10:13:32+00:00")
        #expect(Timestamp(microseconds: whole.microseconds + 7).iso8601 == "2013-07-12T10:13:32.000007+00:00")
        #expect(time.rfc1123 == "Fri, 12 Jul 2013 10:13:32 GMT")
        #expect(time.plainUTC == "2013-07-12 10:13:32")
        #expect(Timestamp(microseconds: 1_373_624_012_000_000).iso8601Micro == "2013-07-12T10:13:32.000000")
        #expect(time.decimalSeconds == "1373624012.204511")
        #expect(whole.decimalSeconds == "1373624012.0")
        #expect(Timestamp(microseconds: -1_500_000).decimalSeconds == "-1.5")
        #expect(time.milliseconds == 1_373_624_012_204)
        #expect(Timestamp(microseconds: -1).milliseconds == -1)
        #expect(Timestamp(microseconds: -1).rfc1123 == "Wed, 31 Dec 1969 23:59:59 GMT")
    }

    @Test(arguments: [
        "Fri, 12 Jul 2013 10:13:32 GMT", "Friday, 12-Jul-13 10:13:32 GMT", "Fri Jul 12 10:13:32 2013",
    ])
    func datesOfHeadersAreReadInAllThreeFormats(text: String) {
        #expect(Timestamp(httpDate: text) == whole)
    }

    @Test func yearsOfTwoDigitsTurnAtSeventy() {
        #expect(Timestamp(httpDate: "Wednesday, 31-Dec-69 00:00:00 GMT").map { CalendarTime($0).year } == 2069)
        #expect(Timestamp(httpDate: "Thursday, 01-Jan-70 00:00:00 GMT") == Timestamp(microseconds: 0))
        #expect(Timestamp(httpDate: "Mon Aug  5 09:00:00 2013") == Timestamp(httpDate: "Mon, 05 Aug 2013 09:00:00 GMT"))
    }

    @Test(arguments: [
        "", "Fri, 12 Jul 2013 10:13:32", "Fri, 12 Jul 2013 10:13:32 UTC", "Fri, 12 Jul 2013 10:13:32 GMT ",
        "Fri, 32 Jul 2013 10:13:32 GMT", "Fri, 12 jul 2013 10:13:32 GMT", "Fri, 1 Jul 2013 10:13:32 GMT", "abc",
        "2013-07-12T10:13:32Z", "Fri, 12 Jul 2013 25:13:32 GMT", "Fri, 12-Jul-13 10:13:32 GMT",
    ])
    func otherDatesOfHeadersAreNone(text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }

    @Test(arguments: [
        "2013-07-12T10:13:32.204511+00:00", "2013-07-12T10:13:32.204511Z", "2013-07-12 10:13:32.204511 UTC",
        "2013-07-12T13:13:32.204511+03:00", "2013-07-12T13:13:32,204511+0300", "2013-07-12T13:13:32.2045119+03",
        "20130712T101332.204511Z", "2013-07-12t02:13:32.204511-08:00",
    ])
    func zonedDatesAreReadInEveryNotation(text: String) throws {
        #expect(try Timestamp(zonedDate: text, field: "changes-since") == time)
    }

    @Test func zonedDatesMayLeaveOutSeconds() throws {
        let minute = try Timestamp(zonedDate: "2013-07-12T10:13Z", field: "x")
        #expect(minute.iso8601 == "2013-07-12T10:13:00+00:00")
        #expect(try Timestamp(zonedDate: "20130712T1013Z", field: "x") == minute)
        #expect(try Timestamp(zonedDate: "Fri, 12 Jul 2013 10:13:00 GMT", field: "x") == minute)
    }

    @Test(arguments: [
        ("2013-07-12T10:13:32", "no time zone"), ("2013-07-12T10:13:32.5 ", "no time zone"), ("yesterday", "no date"),
        ("", "no date"), ("2013-02-30T00:00:00Z", "no date"), ("2013-07-12T10:13:32+3", "cannot be read"),
        ("2013-07-12T10:13:32+03:99", "cannot be read"), ("2013-07-12T10:13:32Zx", "cannot be read"),
        ("2013-07-12", "no date"), ("2013-07-12T10:13:32.Z", "no date"),
    ])
    func otherZonedDatesAreRefusedByName(text: String, word: String) {
        let fault = #expect(throws: Fault.self) { try Timestamp(zonedDate: text, field: "changes-since") }
        #expect(fault?.kind == .badRequest)
        #expect(fault?.message.hasPrefix("changes-since") == true)
        #expect(fault?.message.replacing("is not a date", with: "is no date").contains(word) == true, "\(fault as Any)")
    }

    @Test func whatWeWriteWeRead() {
        for moment in [time, whole, Timestamp(microseconds: -1), Timestamp(microseconds: 1)] {
            #expect(Timestamp(iso8601: moment.iso8601) == moment)
        }
        #expect(Timestamp(iso8601: "2013-07-12 10:13:32") == whole)
        #expect(Timestamp(iso8601: "2013-07-12 10:13:32 nonsense") == nil)
    }
}
