public import Vocabulary

extension [PortForward] {
    /// As it lies in a server's row and in events: `[{"guest": 22, "host": "127.0.0.1", "port": 40022}]`. Entries that
    /// are none are left out: a report from elsewhere must not stop a server from being shown.
    public init(json: JSONValue) {
        self = (json.arrayValue ?? []).compactMap { entry in
            guard let guest = entry["guest"]?.intValue, let host = entry["host"]?.stringValue,
                let port = entry["port"]?.intValue, (1...65_535).contains(guest), (1...65_535).contains(port)
            else { return nil }
            return PortForward(guest: Int(guest), host: host, port: Int(port))
        }
    }

    public var json: JSONValue {
        .array(map { ["guest": .int(Int64($0.guest)), "host": .string($0.host), "port": .int(Int64($0.port))] })
    }

    /// Nil for none.
    var storedText: String? { isEmpty ? nil : json.description }

    init(storedText: String?) {
        guard let storedText, let value = try? JSONValue(parsing: storedText) else {
            self = []
            return
        }
        self.init(json: value)
    }
}
