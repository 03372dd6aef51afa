import Cyclades
import Settings
import Vocabulary

/// Where pictures of a server's use are (compute.md 2.9).
struct StatisticsGraphs: Sendable {
    /// Each with `%s` for the server's name at the backend.
    let templates: [(name: String, url: String)]
    let refreshSeconds: Int

    init(_ settings: CycladesSettings) {
        templates = [
            ("cpuBar", settings.cpuBarURL), ("cpuTimeSeries", settings.cpuTimeSeriesURL),
            ("netBar", settings.netBarURL), ("netTimeSeries", settings.netTimeSeriesURL),
        ]
        refreshSeconds = settings.statsRefreshSeconds
    }

    func view(of server: Server.ID, named name: String) -> GraphsView {
        GraphsView(
            server: server, refreshSeconds: refreshSeconds,
            urls: templates.map { ($0.name, $0.url.replacing("%s", with: name)) })
    }
}

struct GraphsView: JSONWritable {
    let server: Server.ID
    let refreshSeconds: Int
    let urls: [(name: String, url: String)]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("serverRef", server)
            json.field("refresh", refreshSeconds)
            for (name, url) in urls { json.field(named: name, url) }
        }
    }

    var attributes: [(name: String, value: String)] {
        [(name: "serverRef", value: "\(server)"), (name: "refresh", value: "\(refreshSeconds)")]
            + urls.map { (name: $0.name, value: $0.url) }
    }
}
