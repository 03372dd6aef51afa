import APISupport
import Cyclades
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Public counters (compute.md 2.13): no token, JSON only.
struct StatisticsRoutes: Sendable {
    let statistics: StatisticsService

    func add(to router: inout APIRouter) {
        router.get("stats", access: .open, show)
    }

    static let profile = ServiceProfile(
        "admin", faults: FaultFormat(custom: PlainNotFound.response), formats: { _, _ in .jsonOnly },
        unknownPath: Fault(.itemNotFound, ""))

    /// 200 `{"servers": {…}, "networks": {…}}`, as a script with `?callback=f`
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let text = JSONWriter.text(StatisticsView(statistics: try await statistics.count()))
        guard let callback = context.query["callback"], !callback.isEmpty else {
            return .text(text, contentType: Serialization.json.contentType)
        }
        guard callback.utf8.allSatisfy(Self.isName) else {
            throw Fault(.badRequest, "callback should be the name of a function.")
        }
        return .text("\(callback)(\(text))", contentType: Serialization.json.contentType)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

private struct StatisticsView: JSONWritable {
    let statistics: ComputeStatistics

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.object("servers") { json in
                for (status, sums) in statistics.servers.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    json.object(named: status.rawValue) { json in
                        json.field("count", sums.count)
                        json.field("cpu", sums.cpus)
                        json.field("ram", sums.memoryMiB)
                        json.field("disk", sums.diskGiB)
                    }
                }
            }
            json.object("networks") { json in
                for (state, count) in statistics.networks.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    json.object(named: state.rawValue) { $0.field("count", count) }
                }
            }
        }
    }
}
