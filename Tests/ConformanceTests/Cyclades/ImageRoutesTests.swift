import APISupport
import Cyclades
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// Plankton over real objects (image.md).
struct ImageRoutesTests {
    @Test func headersCarryTheImage() async throws {
        let cloud = try await CycladesCloud()
        let id = try await cloud.image("debian")
        let head = try await cloud.plankton(.head, "images/\(id)")
        #expect(head.status == 200)
        #expect(head.headers[.known("x-image-meta-name")] == "debian")
        #expect(head.headers[.known("x-image-meta-property-os")] == "debian")
        #expect(head.headers[.known("x-image-meta-is-public")] == "False")
        #expect(head.headers[.known("x-image-meta-size")] == "10")
        let renamed = try await cloud.plankton(.put, "images/\(id)", ["Name": "%CE%B1 100%25"])
        #expect(renamed.headers[.known("x-image-meta-name")] == "%CE%B1 100%25")
        #expect(renamed.headers[.known("x-image-meta-property-os")] == "debian")
        #expect(try await cloud.plankton(.get, "images/?name=other").json == [])
        #expect(try await cloud.plankton(.get, "images/?size_min=x").status == 400)
        let listed = try await cloud.plankton(.get, "images/detail")
        #expect(try listed.json.arrayValue?.first?["name"] == "α 100%")
    }

    @Test func thePathsSlashMatters() async throws {
        let cloud = try await CycladesCloud()
        #expect(try await cloud.plankton(.get, "images/").status == 200)
        #expect(try await cloud.plankton(.get, "images").status == 400)
        let wrong = try await cloud.plankton(.delete, "images/")
        #expect(wrong.status == 405)
        #expect(wrong.headers[.allow] == "GET, POST")
        #expect(try await cloud.plankton(.get, "images/00000000-0000-4000-8000-000000000000").status == 501)
    }

    @Test(arguments: [
        ["Name": "x"], ["Location": "pithos://ann/images/debian.img"],
        ["Name": "x", "Location": "http://x/y/z"], ["Name": "x", "Location": "pithos://abc"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Disk-Format": "floppy"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Container-Format": "box"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Size": "9"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Size": "x"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Checksum": "abc"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Store": "file"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Id": "1"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Colour": "red"],
        ["Name": "", "Location": "pithos://ann/images/debian.img"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Property-X": String(repeating: "v", count: 257)],
        ["Name": "%ff", "Location": "pithos://ann/images/debian.img"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Property-X": "%ff"],
        ["Name": "x", "Location": "pithos://ann/images/debian.img", "Property-%ff": "x"],
    ])
    func whatCannotBeAnImageIsRefused(attributes: [String: String]) async throws {
        let cloud = try await CycladesCloud()
        _ = try await cloud.image("debian")
        let reply = try await cloud.plankton(.post, "images/", attributes)
        #expect(reply.status == 400)
        #expect(try reply.json["badRequest"]?["message"]?.stringValue?.isEmpty == false)
    }

    @Test(arguments: [
        (["Disk-Format": ""], "disk_format must not be empty"),
        (["Container-Format": "zz"], "container_format must be one of"),
        (["Status": ""], "status must not be empty"),
        (["Name": "%ff"], "The value of the header X-Image-Meta-Name is not UTF-8."),
        (["Property-Os": "%ff"], "The value of the header X-Image-Meta-Property-Os is not UTF-8."),
    ])
    func whatCannotBeOfAnImageIsRefusedByItsName(attributes: [String: String], message: String) async throws {
        let cloud = try await CycladesCloud()
        let id = try await cloud.image("debian")
        let reply = try await cloud.plankton(.put, "images/\(id)", attributes)
        #expect(reply.status == 400)
        #expect(try reply.json["badRequest"]?["message"]?.stringValue?.hasPrefix(message) == true)
        #expect(try await cloud.plankton(.head, "images/\(id)").headers[.known("x-image-meta-name")] == "debian")
    }

    @Test func sizesAreNumbers() async throws {
        let cloud = try await CycladesCloud()
        for (query, message) in [
            ("size_max=abc", "size_max should be a whole number."), ("size_min=abc", "Malformed request."),
        ] {
            let reply = try await cloud.plankton(.get, "images/?\(query)")
            #expect(reply.status == 400)
            #expect(try reply.json["badRequest"]?["message"] == .string(message))
        }
    }

    @Test func sharingFollowsThePermissionsOfTheObject() async throws {
        let cloud = try await CycladesCloud()
        let id = try await cloud.image("debian")
        #expect(try await cloud.plankton(.head, "images/\(id)", token: "token-bob").status == 403)
        #expect(try await cloud.plankton(.put, "images/\(id)/members/bob").status == 204)
        #expect(try await cloud.plankton(.head, "images/\(id)", token: "token-bob").status == 200)
        let members = try await cloud.plankton(.get, "images/\(id)/members")
        let ids = try members.json["members"]?.arrayValue?.compactMap { $0["member_id"]?.stringValue }
        #expect(Set(ids ?? []) == ["ann", "bob"])
        let shared = try await cloud.plankton(.get, "shared-images/ann", token: "token-bob")
        #expect(try shared.json["shared_images"]?.arrayValue?.first?["image_id"] == .string(id))
        #expect(try await cloud.plankton(.put, "images/\(id)", ["Name": "x"], token: "token-bob").status == 403)
        #expect(try await cloud.plankton(.delete, "images/\(id)", token: "token-bob").status == 403)
        #expect(try await cloud.plankton(.delete, "images/\(id)/members/bob").status == 204)
        #expect(try await cloud.plankton(.head, "images/\(id)", token: "token-bob").status == 403)
    }

    @Test func publishingKeepsTheMembers() async throws {
        let cloud = try await CycladesCloud()
        let id = try await cloud.image("debian")
        #expect(try await cloud.plankton(.put, "images/\(id)/members/bob").status == 204)
        for isPublic in ["true", "false"] {
            #expect(try await cloud.plankton(.put, "images/\(id)", ["Is-Public": isPublic]).status == 200)
            let members = try await cloud.plankton(.get, "images/\(id)/members", token: "token-bob")
            let ids = try members.json["members"]?.arrayValue?.compactMap { $0["member_id"]?.stringValue }
            #expect(ids == ["ann", "bob"])
        }
        // A sharing header has no room for names beside everyone.
        let path = "/pithos/object-store/v1/ann/images/debian.img"
        let sharing = try await cloud.client.send(
            .post, path + "?update", headers: [.known("x-object-sharing"): "read=*,bob", .contentLength: "0"])
        #expect(sharing.status == 202)
        let members = try await cloud.plankton(.get, "images/\(id)/members")
        #expect(try members.json["members"]?.arrayValue == [])
    }

    @Test func theComputeViewHasTheSameImages() async throws {
        let cloud = try await CycladesCloud()
        let id = try await cloud.image("debian")
        let path = CycladesCloud.path + "/images/\(id)"
        let shown = try await cloud.client.send(.get, path).json["image"]
        #expect(shown?["status"] == "ACTIVE")
        #expect(shown?["metadata"] == ["os": "debian"])
        let put = try await cloud.client.send(
            .put, path + "/metadata/CamelCase", json: "{\"meta\": {\"CamelCase\": \"x\"}}")
        #expect(put.status == 201)
        #expect(try await cloud.client.send(.delete, path + "/metadata/os").status == 204)
        #expect(try await cloud.client.send(.get, path + "/metadata").json == ["metadata": ["CamelCase": "x"]])
        #expect(try await cloud.client.send(.delete, path).status == 204)
        #expect(try await cloud.client.send(.get, path).status == 404)
        #expect(try await cloud.client.send(.head, "/pithos/object-store/v1/ann/images/debian.img").status == 200)
    }
}
