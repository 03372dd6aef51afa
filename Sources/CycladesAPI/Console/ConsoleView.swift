import Vocabulary

/// Where a client finds a console (compute.md 3.4).
struct ConsoleView: JSONWritable {
    let type: String
    let host: String
    let port: Int
    let password: String
    /// Only of web sockets; ours.
    var url: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", type)
            json.field("host", host)
            json.field("port", port)
            json.field("password", password)
            json.fieldIfPresent("url", url)
        }
    }

    var attributes: [(name: String, value: String)] {
        [
            (name: "type", value: type), (name: "host", value: host), (name: "port", value: "\(port)"),
            (name: "password", value: password),
        ]
    }
}
