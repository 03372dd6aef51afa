import Testing
import VMBackends
import Vocabulary

@testable import Cyclades

/// What is done about a server and its machine, as a table.
struct ServerRepairTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var state: OperState
        var task: ServerTask = .create
        var job = Server.LastJob(id: JobID(1), opcode: .create, status: .success)
        /// Nil: there is no machine.
        var isRunning: Bool?
        var whenFresh = ServerRepair.leave
        var whenUnattended = ServerRepair.leave
        var whenSettled: ServerRepair

        var testDescription: String { "\(state) \(task) \(String(describing: isRunning)) \(job)" }
    }

    static let running = Server.LastJob(id: JobID(1), opcode: .create, status: .running)
    static let removing = Server.LastJob(id: JobID(2), opcode: .remove, status: .running)
    static let lost = ServerRepair.tell(.remove, .success)

    @Test(arguments: [
        // A creation of which nothing was heard.
        Case(state: .build, job: .init(), isRunning: nil, whenUnattended: .order, whenSettled: .order),
        Case(state: .build, job: .init(), isRunning: false, whenSettled: .leave),
        Case(state: .build, job: .init(), isRunning: true, whenSettled: .tell(.reboot, .success)),
        // One that the backend had.
        Case(state: .build, job: .init(id: JobID(1)), isRunning: nil, whenSettled: .tell(.create, .error)),
        Case(state: .build, job: running, isRunning: nil, whenSettled: .tell(.create, .error)),
        // Up and down.
        Case(state: .started, isRunning: true, whenSettled: .leave),
        Case(state: .started, isRunning: false, whenSettled: .tell(.shutdown, .success)),
        Case(state: .started, isRunning: nil, whenSettled: lost),
        Case(state: .stopped, isRunning: true, whenSettled: .tell(.reboot, .success)),
        Case(state: .stopped, task: .start, job: .init(), isRunning: false, whenSettled: .leave),
        Case(state: .stopped, isRunning: nil, whenSettled: lost),
        Case(state: .error, isRunning: nil, whenSettled: .leave),
        Case(state: .error, isRunning: false, whenSettled: .leave),
        // A removal whose order may be lost, and one that is at work.
        Case(
            state: .started, task: .destroy, job: .init(), isRunning: true, whenUnattended: .remove,
            whenSettled: .remove),
        Case(
            state: .build, task: .destroy, job: running, isRunning: false, whenUnattended: .remove,
            whenSettled: .remove),
        Case(state: .started, task: .destroy, job: removing, isRunning: true, whenSettled: .leave),
        Case(
            state: .started, task: .destroy, job: .init(), isRunning: nil, whenUnattended: lost, whenSettled: lost),
        Case(state: .started, task: .destroy, job: removing, isRunning: nil, whenSettled: lost),
    ])
    func theTable(_ each: Case) {
        var server = Server(
            id: .init(1), name: "web", owner: UserID("ann"), image: .init("i"), flavor: .init(1), backend: .init(1),
            created: .init(microseconds: 0), updated: .init(microseconds: 0), isDeleted: false, isSuspended: false,
            task: each.task, asked: .init(microseconds: 0), operState: each.state, job: each.job, reportedAt: nil,
            buildPercentage: 0, commission: nil, portForwards: [])
        let machine = each.isRunning.map { InstanceReport(name: InstanceName("snf-1"), isRunning: $0) }
        #expect(server.repair(machine, isSettled: false, isUnattended: false) == each.whenFresh)
        #expect(server.repair(machine, isSettled: false, isUnattended: true) == each.whenUnattended)
        #expect(server.repair(machine, isSettled: true, isUnattended: false) == each.whenSettled)
        #expect(server.repair(machine, isSettled: true, isUnattended: true) == each.whenSettled)
        guard each.state == .started, each.isRunning == true, each.task == .create else { return }
        server.portForwards = [PortForward(guest: 22, host: "127.0.0.1", port: 40_000)]
        #expect(server.repair(machine, isSettled: true, isUnattended: false) == .tellPorts)
    }
}
