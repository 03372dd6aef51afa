import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// What versions there are of the compute API (compute.md 1.13), and its extensions: none.
struct VersionRoutes: Sendable {
    let links: CycladesLinks
    let authentication: Authentication

    private static let updated = "2011-01-21T11:33:21-06:00"
    private static let guide = "http://docs.rackspacecloud.com/servers/api/v2/cs-devguide-20110125.pdf"
    private static let description = "http://docs.rackspacecloud.com/servers/api/v2/application.wadl"
    private static let mediaTypes = [
        (base: "application/xml", type: "application/vnd.openstack.compute.v2+xml"),
        (base: "application/json", type: "application/vnd.openstack.compute.v2+json"),
    ]

    /// Below `compute`.
    func addList(to router: inout APIRouter) {
        router.get("", endings: .slash, list)
        for ending in [".json", ".xml", ".atom"] { router.get(ending, list) }
    }

    /// Below `compute/v2.0`, whose slash belongs to it.
    func addVersion(to router: inout APIRouter) {
        router.get("", endings: .slash, access: .open) { request, context in
            // Without its slash there is no such path, whoever asks.
            guard !context.path.isEmpty else { throw UnknownPath() }
            _ = try await authentication.caller(of: request, context)
            return try await show(request: request, context: context)
        }
        for ending in [".json", ".xml", ".atom"] { router.get(ending, show) }
        router.get("extensions", endings: [.slash, .json, .xml], extensions)
        router.get("extensions/{alias:word}", endings: [.json, .xml]) { _, _ in .empty(.notFound) }
    }

    /// 200 `{"versions": […]}`
    @Sendable func list(request: Request, context: APIContext) async throws -> Response {
        guard context.serialization == .xml else {
            return .json { json in
                json.object { json in
                    json.array("versions") { json in json.object { writeVersion(&$0, isDescribed: false) } }
                }
            }
        }
        return .xml { xml in
            xml.element("versions", Self.xmlRoot()) { xml in
                xml.element("version", Self.xmlVersion) { writeSelf(&$0) }
            }
        }
    }

    /// 200 `{"version": {…}}`
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        guard context.serialization == .xml else {
            return .json { json in
                json.object { json in json.object("version") { writeVersion(&$0, isDescribed: true) } }
            }
        }
        return .xml { xml in
            xml.element("version", Self.xmlRoot(Self.xmlVersion)) { xml in
                xml.element("media-types") { xml in
                    for media in Self.mediaTypes {
                        xml.element(
                            "media-type", [(name: "base", value: media.base), (name: "type", value: media.type)])
                    }
                }
                writeSelf(&xml)
                for (type, href) in Self.described {
                    xml.element(
                        "atom:link",
                        [
                            (name: "rel", value: "describedby"), (name: "type", value: type),
                            (name: "href", value: href),
                        ])
                }
            }
        }
    }

    /// 200 `{"extensions": []}`; there is no XML form.
    @Sendable func extensions(request: Request, context: APIContext) async throws -> Response {
        .json(headers: [.contentType: context.serialization.contentType]) { json in
            json.object { $0.array("extensions") { _ in } }
        }
    }

    private static let described = [
        ("application/pdf", guide), ("application/vnd.sun.wadl+xml", description),
    ]

    private func writeVersion(_ json: inout JSONWriter, isDescribed: Bool) {
        json.field("id", "v2.0")
        json.field("status", "CURRENT")
        json.field("updated", Self.updated)
        json.array("links") { json in
            CycladesLinks.write("self", links.compute, to: &json)
            guard isDescribed else { return }
            for (type, href) in Self.described { CycladesLinks.write("describedby", href, type: type, to: &json) }
        }
        guard isDescribed else { return }
        json.array("media-types") { json in
            for media in Self.mediaTypes {
                json.object {
                    $0.field("base", media.base)
                    $0.field("type", media.type)
                }
            }
        }
    }

    private static let xmlVersion = [
        (name: "id", value: "v2.0"), (name: "status", value: "CURRENT"), (name: "updated", value: updated),
    ]

    private static func xmlRoot(_ attributes: [(name: String, value: String)] = []) -> [(name: String, value: String)] {
        [
            (name: "xmlns", value: "http://docs.openstack.org/common/api/v1.0"),
            (name: "xmlns:atom", value: ComputeXML.atom),
        ] + attributes
    }

    private func writeSelf(_ xml: inout XMLWriter) {
        xml.element("atom:link", [(name: "rel", value: "self"), (name: "href", value: links.compute)])
    }
}
