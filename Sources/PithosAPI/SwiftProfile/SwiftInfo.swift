import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// `/info`: what there is, and its limits. Needs no token.
///
/// - Source: openstack.md 7.1.
struct SwiftInfo: Sendable {
    let limits: PithosLimits

    /// 200
    func answer(_ request: Request, _ context: APIContext) throws -> Response {
        guard context.path.isEmpty || context.path == "/" else { throw UnknownPath() }
        guard request.method == .get || request.method == .head else { throw UnknownMethod(allowed: [.get, .head]) }
        return .json(headers: [.contentType: SwiftListingFormat.json.contentType]) { json in
            json.object { json in
                json.object("swift", core)
                json.object("slo") { json in
                    json.field("max_manifest_segments", SwiftLimits.manifestSegments)
                    json.field("max_manifest_size", SwiftLimits.manifestBytes)
                    json.field("min_segment_size", 1)
                }
                json.object("tempurl") { json in
                    json.array("methods") { json in for method in TempURL.methods { json.value(method.rawValue) } }
                    json.array("allowed_digests") { json in
                        for algorithm in RequestSignature.Algorithm.allCases { json.value(algorithm.rawValue) }
                    }
                    json.array("incoming_allow_headers") { _ in }
                    json.array("incoming_remove_headers") { $0.value("x-timestamp") }
                    json.array("outgoing_allow_headers") { $0.value("x-object-meta-public-*") }
                    json.array("outgoing_remove_headers") { $0.value("x-object-meta-*") }
                }
                json.object("formpost") { json in
                    json.array("allowed_digests") { json in
                        for algorithm in RequestSignature.Algorithm.allCases { json.value(algorithm.rawValue) }
                    }
                }
                json.object("container_quotas") { _ in }
                json.object("dlo") { json in json.field("max_segments", SwiftLimits.listing) }
                json.object("bulk_delete") { json in
                    json.field("max_deletes_per_request", SwiftLimits.deletesPerRequest)
                    json.field("max_failed_deletes", SwiftLimits.deletesPerRequest)
                }
            }
        }
    }

    private func core(_ json: inout JSONWriter) {
        json.field("version", Version.current)
        json.field("max_file_size", limits.bodyBytes)
        json.field("max_object_name_length", SwiftLimits.objectNameLength)
        json.field("max_container_name_length", SwiftLimits.containerNameLength)
        json.field("max_account_name_length", 256)
        json.field("max_meta_count", SwiftLimits.metadata.count)
        json.field("max_meta_name_length", SwiftLimits.metadataNameBytes)
        json.field("max_meta_value_length", SwiftLimits.metadataValueBytes)
        json.field("max_meta_overall_size", SwiftLimits.metadata.bytes)
        json.field("max_header_size", 8192)
        json.field("extra_header_count", 0)
        json.field("container_listing_limit", SwiftLimits.listing)
        json.field("account_listing_limit", SwiftLimits.listing)
        json.field("strict_cors_mode", true)
        json.field("account_autocreate", true)
        json.field("allow_account_management", false)
        json.array("policies") { json in
            json.object { json in
                json.field("name", SwiftPolicy.name)
                json.field("aliases", SwiftPolicy.name)
                json.field("default", true)
            }
        }
    }
}

/// The one storage policy there is. Clients read it off a container and send it with the next.
enum SwiftPolicy {
    static let name = "Policy-0"

    /// - Throws: badRequest for any other.
    static func check(_ headers: SwiftHeaders) throws {
        guard let asked = headers["x-storage-policy"], !asked.isEmpty else { return }
        guard asked.lowercased() == name.lowercased() else {
            throw Fault(.badRequest, "Invalid X-Storage-Policy '\(asked)'")
        }
    }
}
