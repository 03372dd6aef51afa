import Astakos
import Testing
import Vocabulary

@testable import ManageCommands

/// identity.md 3.11, "Definition format".
@Suite struct DefinitionFileTests {
    @Test(arguments: ["astakos", "cyclades", "pithos"])
    func whatIsExportedIsImported(component: String) throws {
        let definitions = StandardServices.definitions(of: component, baseURL: "http://cloud.test/\(component)")
        let text = PrettyJSON.text(DefinitionFile.json(definitions))
        let read = try DefinitionFile.services(text)
        #expect(read.count == definitions.count)
        for definition in definitions {
            let same = try #require(read.first { $0.name == definition.name })
            #expect(same.type == definition.type && same.component == component && same.isPublic)
            #expect(same.endpoints.map(Set.init) == definition.endpoints.map(Set.init))
            #expect(Set(same.resources) == Set(definition.resources))
        }
    }

    @Test func jsonForPeopleIsIndentedByFour() {
        let text = PrettyJSON.text(["b": [1, "x"], "a": ["c": true], "d": [], "e": [:]])
        #expect(
            text == """
                {
                    "a": {
                        "c": true
                    },
                    "b": [
                        1,
                        "x"
                    ],
                    "d": [],
                    "e": {}
                }
                """)
    }

    @Test(arguments: [
        "[]", "{", #"{"s": []}"#, #"{"s": {"type": 1, "component": "c"}}"#, #"{"s": {"type": "t"}}"#,
        #"{"s": {"type": "t", "component": "c", "endpoints": [{"publicURL": 1}]}}"#,
        #"{"s": {"type": "t", "component": "c", "resources": {"r": {"name": "r"}}}}"#,
    ])
    func aBadDefinitionIsRefused(text: String) {
        #expect(throws: (any Error).self) { try DefinitionFile.services(text) }
    }

    @Test func whatIsWrongIsToldWithItsPlace() throws {
        let service = #"{"s": {"type": "t", "component": "c", "resources": {"r": {"name": "s.r", "desc": 5}}}}"#
        let fault = #expect(throws: Fault.self) { try DefinitionFile.services(service) }
        #expect(fault?.message.hasPrefix("Service 's': resource 'r': desc") == true)
        let second = #expect(throws: Fault.self) { try DefinitionFile.resources(#"[{"name": "s.r"}]"#) }
        #expect(second?.message.hasPrefix("Resource 's.r': ") == true)
    }

    @Test func aBaseQuotaIsANumberOrTheDefault() throws {
        #expect(try BaseQuotaChange(resource: "cyclades.ram", capacity: "4GB").capacity == 4 << 30)
        #expect(try BaseQuotaChange(resource: "cyclades.ram", capacity: "default").capacity == nil)
        #expect(throws: CommandError.self) { try BaseQuotaChange(resource: "cyclades.ram", capacity: "x") }
        let error = #expect(throws: CommandError.self) {
            try BaseQuotaChange(resource: "cyclades.vm", capacity: "9223372036854775808")
        }
        #expect(error?.description.contains("too large") == true)
    }
}
