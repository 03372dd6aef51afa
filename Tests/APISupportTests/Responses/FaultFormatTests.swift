import APISupport
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

struct FaultFormatTests {
    let client = TestClient(NoteService.cloud())

    @Test func anAccidentIsOursAndTellsNothing() async throws {
        let reply = try await client.send(.get, "/cloud/notes/v1/accident")
        #expect(reply.status == 500)
        let fault = try reply.json.object("internalServerError")
        #expect(try fault.string("message") == "Unexpected error")
        #expect(try fault.string("details") == "")
        #expect(!reply.text.contains("Accident"))
        #expect(reply.headers[.requestID]?.isEmpty == false)
    }

    @Test func xmlHasTheShapeOfTheOriginal() async throws {
        let reply = try await client.send(.get, "/cloud/notes/v1/outage?format=xml")
        #expect(reply.headers[.contentType] == "application/xml; charset=UTF-8")
        #expect(
            reply.text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <serviceUnavailable xmlns="http://docs.openstack.org/identity/api/v2.0" code="503">
                  <message>Try later</message>
                  <details>a &lt; b</details>
                </serviceUnavailable>

                """)
    }

    @Test func aListingThatWouldBeTextFailsWithJSONLabelledText() async throws {
        let profile = ServiceProfile("notes", formats: { _, _ in .textJSONOrXML })
        let reply = try await TestClient(NoteService.cloud(profile)).send(.get, "/cloud/notes/v1/outage")
        #expect(reply.headers[.contentType] == "text/plain; charset=UTF-8")
        #expect(try reply.json.object("serviceUnavailable").int("code") == 503)
    }

    @Test func dataTakesThePlaceOfDetails() async throws {
        let service = APIService(ServiceProfile("quota")) { _, _ in
            throw Fault(.overLimit, "No more", data: "{\"limit\":3}")
        }
        let client = TestClient(CloudResponder([Mount("", service)], logger: .silent))
        let fault = try await client.send(.get, "/x").json.object("overLimit")
        #expect(try fault.object("data").int("limit") == 3)
        #expect(fault["details"] == nil)
    }

    @Test func aServiceMayShowFaultsItsOwnWay() async throws {
        let format = FaultFormat { fault, _ in .text("<h1>\(fault.kind.status)</h1>", contentType: "text/html") }
        let client = TestClient(NoteService.cloud(ServiceProfile("pages", faults: format, hasStandardHeaders: false)))
        let reply = try await client.send(.get, "/cloud/notes/v1/outage")
        #expect(reply.text == "<h1>503</h1>")
        #expect(reply.headers[.vary] == nil)
    }
}
