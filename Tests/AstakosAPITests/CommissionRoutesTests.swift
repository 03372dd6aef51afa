import Astakos
import TestHTTP
import Testing
import Vocabulary

/// identity.md 2.13 to 2.17.
@Suite struct CommissionRoutesTests {
    @Test func aCommissionGoesFromIssueToAcceptance() async throws {
        let identity = try await TestIdentity()
        let issued = try await identity.post("commissions", body(identity, 3, extra: #", "name": "three""#))
        #expect(issued.status == 201)
        let serial = try issued.json.int("serial")
        #expect(try await identity.get("commissions").json == [.int(serial)])
        let info = try await identity.get("commissions/\(serial)").json
        #expect(info["name"] == "three")
        #expect(
            info["provisions"] == [
                [
                    "holder": .string(identity.user.uuid.rawValue), "source": "system", "resource": "cyclades.vm",
                    "quantity": 3,
                ]
            ])
        #expect(Timestamp(iso8601: try info.string("issue_time")) != nil)

        let accepted = try await identity.post("commissions/\(serial)/action", #"{"accept": ""}"#)
        #expect(accepted.status == 200 && accepted.body.isEmpty)
        for reply in [
            try await identity.post("commissions/\(serial)/action", #"{"accept": ""}"#),
            try await identity.post("commissions/\(serial)/action", #"{"reject": ""}"#),
            try await identity.get("commissions/\(serial)"),
            try await identity.get("commissions/99999999999999999999"),
        ] {
            #expect(reply.status == 404 && reply.body.isEmpty)
        }
    }

    @Test func aRefusalSaysWhoWantedWhat() async throws {
        let identity = try await TestIdentity()
        let uuid = identity.user.uuid.rawValue
        let reply = try await identity.post("commissions", body(identity, 11))
        #expect(reply.status == 413)
        #expect(
            try reply.json == [
                "overLimit": [
                    "code": 413, "message": .string("\(uuid) has not enough capacity of cyclades.vm."),
                    "data": [
                        "name": "NoCapacityError", "limit": 10, "usage": 0,
                        "provision": [
                            "holder": .string(uuid), "source": "system", "resource": "cyclades.vm", "quantity": 11,
                        ],
                    ],
                ]
            ])
        let forced = try await identity.post("commissions", body(identity, 11, extra: #", "force": true"#))
        #expect(forced.status == 201)
    }

    @Test(arguments: [
        ("{", "POST data should be in json format."),
        ("[]", "The request body should be an object, not a list."),
        ("{}", "Provisions are missing."),
        (#"{"provisions": {"a": 1}}"#, "Provisions should be a list."),
        (#"{"provisions": [1]}"#, "Malformed provision 1"),
        (
            #"{"provisions": [{"holder": "h", "source": "system", "resource": "r", "quantity": "1"}]}"#,
            "Malformed provision {'resource': 'r', 'source': 'system', 'holder': 'h', 'quantity': '1'}"
        ),
        (
            #"{"provisions": [{"holder": "it's", "resource": "r", "quantity": 1.5}]}"#,
            #"Malformed provision {'resource': 'r', 'holder': "it's", 'quantity': 1.5}"#
        ),
        (
            #"{"provisions": [{"holder": "h", "source": null, "resource": "r", "quantity": 9223372036854775808}]}"#,
            "Malformed provision {'resource': 'r', 'source': None, 'holder': 'h', 'quantity': 9.223372036854776e+18}"
        ),
        (#"{"provisions": [], "name": 5}"#, "Commission name should be a string."),
        (#"{"provisions": [], "name": null}"#, "Commission name should be a string."),
        (#"{"provisions": [], "force": "yes"}"#, #""force" option should be a boolean."#),
        (#"{"provisions": [], "auto_accept": 1}"#, #""auto_accept" option should be a boolean."#),
    ])
    func aBadCommissionIsRefused(body: String, message: String) async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.post("commissions", body)
        #expect(reply.status == 400)
        #expect(try reply.fault == ["badRequest", message])
    }

    @Test func aProvisionWithoutASourceHasNoHolding() async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.post(
            "commissions", #"{"provisions": [{"holder": "h", "source": null, "resource": "r", "quantity": 1}]}"#)
        #expect(try reply.fault == ["itemNotFound", "There is no such holding ('h', None, 'r')"])
        #expect(try reply.json["itemNotFound"]?["data"]?["provision"]?["source"] == .null)
    }

    @Test func oneActionIsNamed() async throws {
        let identity = try await TestIdentity()
        let serial = try await identity.post("commissions", body(identity, 1)).json.int("serial")
        for body in [#"{"accept": "", "reject": ""}"#, "{}"] {
            let reply = try await identity.post("commissions/\(serial)/action", body)
            #expect(try reply.fault == ["badRequest", "Specify either accept or reject action."])
        }
        #expect(try await identity.get("commissions").json == [.int(serial)])
    }

    @Test func manyAreResolvedAtOnce() async throws {
        let identity = try await TestIdentity()
        var serials: [Int64] = []
        for _ in 0..<3 { serials.append(try await identity.post("commissions", body(identity, 1)).json.int("serial")) }
        let reply = try await identity.post(
            "commissions/action",
            #"{"accept": [\#(serials[0]), \#(serials[2]), 777], "reject": [\#(serials[1]), \#(serials[2])]}"#)
        #expect(reply.status == 200)
        let json = try reply.json
        #expect(json["accepted"] == [.int(serials[0])])
        #expect(json["rejected"] == [.int(serials[1])])
        #expect(
            try json.array("failed").map {
                [$0.arrayValue?.first, ($0.arrayValue?.last?.objectValue?.keys.first).map(JSONValue.string)]
            }
                == [[777, "itemNotFound"], [.int(serials[2]), "badRequest"]])
        let bad = try await identity.post("commissions/action", #"{"accept": ["1"]}"#)
        #expect(try bad.fault == ["badRequest", "An element of accept should be a whole number, not a string."])
    }

    private func body(_ identity: TestIdentity, _ quantity: Int, extra: String = "") -> String {
        let provision =
            #"{"holder": "\#(identity.user.uuid)", "source": "system", "resource": "cyclades.vm", "quantity": \#(quantity)}"#
        return #"{"provisions": [\#(provision)]\#(extra)}"#
    }
}
