import Cyclades
import Testing
import Vocabulary

@testable import VMBackends

struct JobStoreTests {
    private let instance = InstanceName("snf-1")

    @Test func numbersCountUpOverRestarts() async throws {
        try await withDirectory { path in
            let first = JobStore(directory: path)
            #expect(try first.load().isEmpty)
            let one = try first.add(.create, on: instance)
            let two = try first.add(.start, on: instance)
            try first.finish(one)
            try first.finish(two)
            let second = JobStore(directory: path)
            #expect(try second.load().isEmpty)
            #expect(try second.add(.remove, on: instance).id == two.id + 1)
        }
    }

    @Test func onlyTheNewestOfTheReportedLeavesAFile() async throws {
        try await withDirectory { path in
            let store = JobStore(directory: path)
            for _ in 0..<5 { try store.finish(store.add(.start, on: instance)) }
            #expect(Files.list(path) == ["5.json"])
        }
    }

    @Test func whatNobodyHeardOfComesBackInOrder() async throws {
        try await withDirectory { path in
            let store = JobStore(directory: path)
            var jobs = try (0..<11).map { _ in try store.add(.start, on: instance) }
            jobs[3].status = .success
            try store.save(jobs[3])
            try store.finish(jobs[10])
            #expect(try JobStore(directory: path).load() == Array(jobs.prefix(10)))
        }
    }
}

struct JobQueueTests {
    private let instance = InstanceName("snf-1")

    private func job(_ id: Int64) -> Job { Job(id: id, instance: "snf-1", operation: .start) }

    @Test func oneWorkerAMachineAndInOrder() async throws {
        let queue = JobQueue()
        for id in 1...3 { await queue.add(.job(job(Int64(id))), on: instance) }
        await queue.add(.job(job(9)), on: InstanceName("snf-2"))
        var woken = queue.idleMachines.makeAsyncIterator()
        #expect(await woken.next() == instance)
        #expect(await woken.next() == InstanceName("snf-2"))
        for id in 1...3 { #expect(await queue.next(on: instance) == .job(job(Int64(id)))) }
        #expect(await queue.next(on: instance) == nil)
        await queue.add(.look, on: instance)
        #expect(await woken.next() == instance)
    }

    @Test func whatAnEarlierLifeLeftComesBeforeAllThatIsAskedNow() async {
        let creation = Job(id: 1, instance: "snf-1", operation: .create)
        let shutdown = Job(id: 2, instance: "snf-1", operation: .shutdown)
        let queue = JobQueue([creation])
        #expect(await queue.isBusy(instance))
        await queue.add(.job(shutdown), on: instance)
        var woken = queue.idleMachines.makeAsyncIterator()
        #expect(await woken.next() == instance)
        #expect(await queue.next(on: instance) == .job(creation))
        #expect(await queue.next(on: instance) == .job(shutdown))
        #expect(await queue.isBusy(instance))
        #expect(await queue.next(on: instance) == nil)
        #expect(await !queue.isBusy(instance))
    }

    @Test func aRemovalOfAnEarlierLifeCancelsWhatWasAskedBeforeIt() async {
        let removal = Job(id: 2, instance: "snf-1", operation: .remove)
        let queue = JobQueue([job(1), removal])
        var canceled = job(1)
        canceled.cancel()
        #expect(await queue.next(on: instance) == .job(canceled))
        #expect(await queue.next(on: instance) == .job(removal))
    }

    @Test func aRemovalCancelsWhatWaitsBeforeIt() async {
        let queue = JobQueue()
        for id in 1...2 { await queue.add(.job(job(Int64(id))), on: instance) }
        let removal = Job(id: 3, instance: "snf-1", operation: .remove)
        await queue.add(.job(removal), on: instance)
        await queue.add(.job(job(4)), on: instance)
        #expect(await queue.isRemoving(instance))
        for id in 1...2 {
            var canceled = job(Int64(id))
            canceled.cancel()
            #expect(await queue.next(on: instance) == .job(canceled))
        }
        #expect(await queue.next(on: instance) == .job(removal))
        #expect(await !queue.isRemoving(instance))
        #expect(await queue.next(on: instance) == .job(job(4)))
    }

    @Test func aRemovalInterruptsWhatIsDone() async throws {
        let queue = JobQueue()
        let removal = Job(id: 3, instance: "snf-1", operation: .remove)
        await #expect(throws: CancellationError.self) {
            try await queue.interruptibly(on: instance) {
                await queue.add(.job(removal), on: instance)
                try await Task.sleep(for: .seconds(60))
            }
        }
        // One that begins while the removal waits does not get far either.
        await #expect(throws: CancellationError.self) {
            try await queue.interruptibly(on: instance) { try await Task.sleep(for: .seconds(60)) }
        }
        _ = await queue.next(on: instance)
        try await queue.interruptibly(on: instance) { try Task.checkCancellation() }
    }

    @Test func thereIsRoomForSoManyJobs() async {
        let queue = JobQueue()
        for id in 1...JobQueue.waitingMax {
            #expect(await queue.hasRoom(on: instance))
            await queue.add(.job(job(Int64(id))), on: instance)
        }
        #expect(await !queue.hasRoom(on: instance))
        #expect(await queue.hasRoom(on: InstanceName("snf-2")))
    }

    @Test func twoLooksAreOne() async {
        let queue = JobQueue()
        await queue.add(.look, on: instance)
        await queue.add(.look, on: instance)
        #expect(await queue.next(on: instance) == .look)
        #expect(await queue.next(on: instance) == nil)
    }
}

struct MachineEventsTests {
    @Test func anEndedCreationTellsInterfacesAndPortsAsAClusterWould() throws {
        var machine = Machine(.fixed())
        machine.forwards = [PortForward(guest: 22, host: "127.0.0.1", port: 20_001)]
        let event = MachineEvents(clusterName: "local").operation(
            Job(id: 7, instance: "snf-42", operation: .create), status: .success,
            at: Timestamp(microseconds: 1_375_701_234_501_233), machine: machine)
        #expect(event.kind == .op)
        #expect(
            try JSONValue(parsing: event.body) == [
                "type": "ganeti-op-status", "event_time": [1_375_701_234, 501_233], "instance": "snf-42",
                "operation": "OP_INSTANCE_CREATE", "status": "success", "cluster": "local", "logmsg": nil, "jobId": 7,
                "nics": [
                    [
                        "network": "snf-net-1", "ip": "198.51.100.7", "mac": "aa:00:00:11:22:33", "mode": "user",
                        "link": "", "firewall": "",
                    ]
                ],
                "port_forwards": [["guest": 22, "host": "127.0.0.1", "port": 20_001]],
            ])
    }

    @Test func progressIsInPercent() throws {
        let event = MachineEvents(clusterName: "local").copyProgress(
            of: InstanceName("snf-42"), position: 420, total: 1000, at: Timestamp(microseconds: 1_000_001))
        let body = try JSONValue(parsing: event.body)
        #expect(event.kind == .progress)
        #expect(body["type"] == "image-copy-progress")
        #expect(body["progress"] == .double(42) || body["progress"] == .int(42))
        #expect(body["event_time"] == [1, 1])
    }

    @Test func timesOnlyGoForward() {
        let clock = EventClock()
        let times = (0..<1000).map { _ in clock.now() }
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    }
}
