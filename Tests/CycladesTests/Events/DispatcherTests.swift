import Cyclades
import Dispatcher
import TestEngines
import Testing
import VMBackends
import Vocabulary

/// What the dispatcher answers to every sort of message, as the original does (operations.md 3.8).
struct DispatcherTests {
    private static let valid = """
        "event_time": [1, 2], "jobId": 1, "operation": "OP_INSTANCE_STARTUP", "status": "success", "logmsg": ""
        """

    @Test(arguments: [
        ("hello", EventVerdict.nack), ("", .nack), ("5", .reject), ("[]", .reject), ("null", .reject),
        ("\"x\"", .reject), ("{}", .nack),
    ])
    func whatIsNoMessageIsDroppedOrSetAside(body: String, verdict: EventVerdict) async throws {
        let cloud = try await Cloud(.sqlite)
        for kind in BackendEvent.Kind.allCases {
            #expect(await cloud.dispatcher.handle(kind: kind, body: body) == verdict, "\(kind)")
        }
    }

    @Test(arguments: [
        "\"snf-99\"", "\"web1.example.org\"", "\"snf-\"", "\"snf-abc\"", "\"snf-99999999999999999999\"", "1", "null",
        "\"SNF-1\"", "\"snf-1.example.org\"", "\" snf-1\"",
    ])
    func foreignInstancesAreNotOurBusiness(instance: String) async throws {
        let cloud = try await Cloud(.sqlite)
        let server = try await cloud.create()
        let body = "{\"type\": \"ganeti-op-status\", \(Self.valid), \"instance\": \(instance)}"
        #expect(await cloud.dispatcher.handle(kind: .op, body: body) == .ack)
        #expect(try await cloud.find(server.id).status == .build)
    }

    @Test(arguments: ["\"now\"", "1700000000", "null", "[1]", "[1, 2, 3]", "[\"1\", \"2\"]", "[-1, 0]"])
    func aTimeThatIsNoneIsDropped(time: String) async throws {
        let cloud = try await Cloud(.sqlite)
        _ = try await cloud.create()
        let body = """
            {"type": "ganeti-op-status", "event_time": \(time), "jobId": 1, "operation": "OP_INSTANCE_STARTUP",
             "status": "success", "logmsg": "", "instance": "snf-1"}
            """
        #expect(await cloud.dispatcher.handle(kind: .op, body: body) == .nack)
    }

    @Test(arguments: ["type", "event_time", "jobId", "operation", "status", "logmsg", "instance"])
    func aMissingMemberIsDropped(name: String) async throws {
        let cloud = try await Cloud(.sqlite)
        let server = try await cloud.create()
        var members: [String: JSONValue] = [
            "type": "ganeti-op-status", "event_time": cloud.eventTime(), "jobId": 1,
            "operation": "OP_INSTANCE_STARTUP", "status": "success", "logmsg": "", "instance": "snf-1",
        ]
        members[name] = nil
        let verdict = await cloud.dispatcher.handle(kind: .op, body: JSONValue.object(members).description)
        #expect(verdict == .nack)
        #expect(try await cloud.find(server.id).status == .build)
    }

    @Test
    func anUnknownTypeIsLeftAlone() async throws {
        let cloud = try await Cloud(.sqlite)
        let server = try await cloud.create()
        let verdict = await cloud.report(
            "OP_INSTANCE_STARTUP", "success", on: server.id, extra: ["type": "ganeti-network-status"])
        #expect(verdict == .ack)
        #expect(try await cloud.find(server.id).status == .build)
    }

    @Test
    func anUnknownStatusIsSetAside() async throws {
        let cloud = try await Cloud(.sqlite)
        let server = try await cloud.create()
        #expect(await cloud.report("OP_INSTANCE_STARTUP", "weird", on: server.id) == .reject)
        #expect(try await cloud.find(server.id).status == .build)
    }

    @Test(arguments: TestEngine.available)
    func interfacesBecomeWhatTheBackendSays(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        let network = "snf-net-\(cloud.network.id)"
        func nics() async throws -> [NIC] {
            try await cloud.services.servers.findDetail(server.id, owner: nil).nics
        }
        let moved: JSONValue = [["network": .string(network), "ip": "198.51.100.9", "mac": "aa:00:00:00:00:01"]]
        #expect(await cloud.report("OP_INSTANCE_SET_PARAMS", "success", on: server.id, nics: moved) == .ack)
        #expect(try await nics().map(\.ipv4) == ["198.51.100.9"])
        #expect(try await cloud.addressesInUse() == 1)
        let guarded: JSONValue = [
            ["network": .string(network), "ip": "198.51.100.9", "mac": "aa:00:00:00:00:01", "firewall": "protected"]
        ]
        #expect(await cloud.report("OP_INSTANCE_SET_PARAMS", "success", on: server.id, nics: guarded) == .ack)
        #expect(try await nics().first?.firewall == .enabled)
        // What cannot be is set aside and changes nothing.
        for wrong: JSONValue in [
            [["network": .string(network), "ip": "198.51.200.9", "mac": "aa:00:00:00:00:01"]],
            [["network": "snf-net-99", "ip": "198.51.100.2", "mac": "aa:00:00:00:00:01"]], "text",
        ] {
            #expect(await cloud.report("OP_INSTANCE_SET_PARAMS", "success", on: server.id, nics: wrong) == .reject)
        }
        let foreign: JSONValue = [["network": "eth0net", "ip": "198.51.100.2"]]
        #expect(await cloud.report("OP_INSTANCE_SET_PARAMS", "success", on: server.id, nics: foreign) == .ack)
        #expect(try await nics().map(\.ipv4) == ["198.51.100.9"])
        #expect(await cloud.report("OP_INSTANCE_SET_PARAMS", "success", on: server.id, nics: []) == .ack)
        #expect(try await nics().isEmpty)
        #expect(try await cloud.addressesInUse() == 0)
    }

    @Test(arguments: TestEngine.available)
    func portForwardsAreKeptFromReports(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        #expect(try await cloud.find(server.id).portForwards.isEmpty)
        let forwards: JSONValue = [["guest": 22, "host": "127.0.0.1", "port": 20_022], ["guest": "x"]]
        _ = await cloud.report(
            "OP_INSTANCE_STARTUP", "success", on: server.id, extra: ["port_forwards": forwards])
        #expect(
            try await cloud.find(server.id).portForwards == [PortForward(guest: 22, host: "127.0.0.1", port: 20_022)])
        _ = await cloud.report("OP_INSTANCE_REBOOT", "success", on: server.id)
        #expect(try await cloud.find(server.id).portForwards.count == 1)
    }

    struct Progress: Sendable, CustomStringConvertible {
        var value: JSONValue?
        var verdict: EventVerdict
        var shown: Int
        var description: String { "\(value?.description ?? "missing")" }
    }

    @Test(arguments: [
        Progress(value: 42, verdict: .ack, shown: 42), Progress(value: "43", verdict: .ack, shown: 43),
        Progress(value: 55.7, verdict: .ack, shown: 55), Progress(value: 150, verdict: .ack, shown: 100),
        Progress(value: -1, verdict: .nack, shown: 0), Progress(value: "abc", verdict: .nack, shown: 0),
        Progress(value: nil, verdict: .nack, shown: 0), Progress(value: .null, verdict: .reject, shown: 0),
    ])
    func progressIsRead(progress: Progress) async throws {
        let cloud = try await Cloud(.sqlite)
        let server = try await cloud.create()
        var body: [String: JSONValue] = [
            "type": "image-copy-progress", "event_time": cloud.eventTime(), "instance": "snf-1",
        ]
        body["progress"] = progress.value
        #expect(
            await cloud.dispatcher.handle(kind: .progress, body: JSONValue.object(body).description)
                == progress.verdict)
        #expect(try await cloud.find(server.id).progress == progress.shown)
    }

    @Test(arguments: TestEngine.available)
    func helperMessagesBecomeDiagnostics(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.create()
        for extra: [String: JSONValue] in [
            ["type": "image-info", "messages": ["hello", "world"]], ["type": "image-info", "messages": "one string"],
            ["type": "image-info", "messages": ["  "]],
            ["type": "image-helper", "subtype": "task-start", "task": "AddSwap"],
            ["type": "image-helper", "subtype": "task-end"],
            ["type": "image-error", "messages": ["it broke"], "stderr": "trace"],
            ["type": "image-helper", "subtype": "warning", "messages": ["w"]],
        ] {
            let body = extra.merging(["event_time": cloud.eventTime(), "instance": "snf-1"]) { own, _ in own }
            #expect(await cloud.dispatcher.handle(kind: .progress, body: JSONValue.object(body).description) == .ack)
        }
        let told = try await cloud.services.servers.diagnostics(of: server.id, owner: Cloud.ann)
        #expect(
            told.map(\.message).reversed() == [
                "hello world", "one string", "Image info", "AddSwap", "Image helper task end", "it broke", "w",
            ])
        #expect(
            told.map(\.source).reversed() == [
                "image-info", "image-info", "image-info", "image-helper-task-start", "image-helper-task-end",
                "image-error", "image-helper",
            ])
        #expect(
            told.map(\.level).reversed() == [.debug, .debug, .debug, .debug, .debug, .error, .warning])
        #expect(told.reversed()[5].details == "trace")
        #expect(try await cloud.services.servers.findDetail(server.id, owner: nil).diagnostic?.message == "w")
    }

    @Test(arguments: TestEngine.available)
    func aMachineMadeByItselfBecomesActive(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine, mode: .automatic)
        let server = try await cloud.create()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await cloud.dispatcher.run() }
            group.addTask {
                let deadline = ContinuousClock.now + .seconds(10)
                while try await cloud.channel.backlog() > 0, ContinuousClock.now < deadline {
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            _ = try await group.next()
            group.cancelAll()
            try? await group.waitForAll()
        }
        let active = try await cloud.find(server.id)
        #expect(active.status == .active)
        #expect(active.buildPercentage == 100)
        #expect(try await cloud.services.servers.findDetail(server.id, owner: nil).nics.map(\.state) == [.active])
    }
}
