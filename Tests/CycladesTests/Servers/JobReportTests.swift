import Testing
import Vocabulary

@testable import Cyclades

/// `Server.apply`: every pair of state and report that matters (operations.md 3.8).
struct JobReportTests {
    private func server(_ state: OperState, task: ServerTask = .create, reportedAt: Int64? = nil) -> Server {
        var server = Server(
            id: Server.ID(1), name: "web", owner: UserID("ann"), image: Image.ID("i"), flavor: Flavor.ID(1),
            backend: Backend.ID(1), created: Timestamp(microseconds: 0), updated: Timestamp(microseconds: 0),
            isDeleted: false, isSuspended: false, task: task, asked: Timestamp(microseconds: 0), operState: state,
            job: .init(), reportedAt: nil,
            buildPercentage: 0, commission: nil, portForwards: [])
        server.reportedAt = reportedAt.map(Timestamp.init(microseconds:))
        return server
    }

    /// `apply` and its effect, for expectations.
    private func applying(_ report: JobReport, to server: inout Server) -> Server.Effect { server.apply(report) }

    private func applying(progress percent: Int, at time: Int64, to server: inout Server) -> Bool {
        server.apply(progress: percent, at: Timestamp(microseconds: time))
    }

    private func report(_ opcode: InstanceOpcode, _ status: JobStatus, at time: Int64 = 100) -> JobReport {
        JobReport(time: Timestamp(microseconds: time), job: JobID(5), opcode: opcode, status: status)
    }

    struct Move: Sendable, CustomStringConvertible {
        var opcode: InstanceOpcode
        var from: OperState
        var to: OperState
        var description: String { "\(opcode.rawValue) \(from) -> \(to)" }
    }

    @Test(arguments: [
        Move(opcode: .create, from: .build, to: .started), Move(opcode: .create, from: .error, to: .started),
        Move(opcode: .startup, from: .stopped, to: .started), Move(opcode: .startup, from: .build, to: .started),
        Move(opcode: .reboot, from: .started, to: .started), Move(opcode: .reboot, from: .stopped, to: .started),
        Move(opcode: .shutdown, from: .started, to: .stopped), Move(opcode: .remove, from: .started, to: .destroyed),
        Move(opcode: .remove, from: .build, to: .destroyed), Move(opcode: .setParameters, from: .stopped, to: .stopped),
        Move(opcode: .other("OP_INSTANCE_MIGRATE"), from: .started, to: .started),
    ])
    func successMovesTheState(move: Move) {
        var server = server(move.from)
        let effect = server.apply(report(move.opcode, .success))
        #expect(server.operState == move.to)
        #expect(server.reportedAt == Timestamp(microseconds: 100))
        #expect(effect == (move.opcode == .remove ? .removed : .settled))
        #expect(server.isDeleted == (move.opcode == .remove))
    }

    @Test(arguments: OperState.allCases, [JobStatus.queued, .waiting, .canceling, .running])
    func anUnfinishedJobMovesNothingButIsNoted(state: OperState, status: JobStatus) {
        for opcode in [InstanceOpcode.create, .startup, .shutdown, .reboot, .remove] {
            var server = server(state)
            let told1 = applying(report(opcode, status), to: &server)
            #expect(told1 == .recorded)
            #expect(server.operState == state)
            #expect(server.reportedAt == nil)
            #expect(server.job == .init(id: JobID(5), opcode: opcode, status: status, log: nil))
        }
    }

    @Test(arguments: [JobStatus.error, .canceled])
    func onlyACreationCanFailTheServer(status: JobStatus) {
        var created = server(.build)
        let told2 = applying(report(.create, status), to: &created)
        #expect(told2 == .recorded)
        #expect(created.operState == .error)
        #expect(created.reportedAt == Timestamp(microseconds: 100))
        for opcode in [InstanceOpcode.startup, .shutdown, .reboot] {
            var server = server(.started)
            let told3 = applying(report(opcode, status), to: &server)
            #expect(told3 == .recorded)
            #expect(server.operState == .started)
            #expect(server.reportedAt == nil)
        }
    }

    @Test
    func aRemovalThatFailsCountsWhereNothingWasToBeKept() {
        var broken = server(.error)
        let told4 = applying(report(.remove, .error), to: &broken)
        #expect(told4 == .removed)
        var unwanted = server(.started, task: .destroy)
        let told5 = applying(report(.remove, .error), to: &unwanted)
        #expect(told5 == .removed)
        var wanted = server(.started, task: .start)
        let told6 = applying(report(.remove, .error), to: &wanted)
        #expect(told6 == .recorded)
        #expect(!wanted.isDeleted)
        var canceled = server(.error, task: .destroy)
        let told7 = applying(report(.remove, .canceled), to: &canceled)
        #expect(told7 == .recorded)
    }

    @Test(arguments: [Int64(99), 100])
    func aStaleReportChangesNothing(time: Int64) {
        var server = server(.started, reportedAt: 100)
        let before = server
        let told8 = applying(report(.shutdown, .success, at: time), to: &server)
        #expect(told8 == .ignored)
        #expect(server == before)
    }

    @Test
    func aLateFailureDoesNotHideAnEarlierSuccess() {
        var server = server(.started)
        let told9 = applying(report(.shutdown, .error, at: 200), to: &server)
        #expect(told9 == .recorded)
        let told10 = applying(report(.shutdown, .success, at: 150), to: &server)
        #expect(told10 == .settled)
        #expect(server.operState == .stopped)
    }

    @Test
    func aDeletedServerStaysAsItIs() {
        var server = server(.started)
        let told11 = applying(report(.remove, .success), to: &server)
        #expect(told11 == .removed)
        let gone = server
        let told12 = applying(report(.remove, .success, at: 300), to: &server)
        #expect(told12 == .ignored)
        let told13 = applying(report(.startup, .success, at: 301), to: &server)
        #expect(told13 == .ignored)
        #expect(server == gone)
    }

    @Test
    func rebootShowsOnlyWhileItsJobRuns() {
        for (status, shown) in [
            (JobStatus.queued, ServerStatus.reboot), (.waiting, .reboot), (.running, .reboot), (.canceling, .active),
            (.canceled, .active), (.error, .active), (.success, .active),
        ] {
            var server = server(.started)
            _ = server.apply(report(.reboot, status))
            #expect(server.status == shown, "\(status)")
            #expect(server.progress == (shown == .active ? 100 : 0))
        }
    }

    @Test
    func progressIsCappedAndStaleProgressIgnored() {
        var server = server(.build)
        let told14 = applying(progress: 150, at: 10, to: &server)
        #expect(told14)
        #expect(server.buildPercentage == 100)
        let told15 = applying(progress: 10, at: 10, to: &server)
        #expect(!told15)
        let told16 = applying(progress: 10, at: 11, to: &server)
        #expect(told16)
        #expect(server.buildPercentage == 10)
    }
}
