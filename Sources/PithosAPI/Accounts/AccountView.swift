import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// Accounts on the wire. The order of XML elements is the original's.
enum AccountView {
    static func fields(_ info: AccountInfo) -> HTTPFields {
        var fields = PithosFields()
        fields.setModified(info.modified)
        guard let details = info.details else { return fields.fields }
        fields.set("X-Account-Container-Count", Int64(details.containerCount))
        fields.set("X-Account-Bytes-Used", details.bytesUsed)
        fields.set("X-Account-Policy-Quota", details.quota)
        if let until = details.until { fields.set("X-Account-Until-Timestamp", until.rfc1123) }
        for (name, members) in details.groups {
            fields.set("X-Account-Group-", encoding: HeaderName.capitalised(name), members.joined(separator: ","))
        }
        fields.set(metadata: details.metadata, "Account")
        return fields.fields
    }

    /// `[{"name": …, "last_modified": …}]`
    static func sharing(_ accounts: [SharingAccount], _ serialization: Serialization) -> Response {
        guard serialization == .xml else {
            return .json { json in
                json.array { json in
                    for account in accounts {
                        json.object {
                            $0.field("last_modified", account.modified)
                            $0.field("name", account.account)
                        }
                    }
                }
            }
        }
        return .xml { xml in
            xml.element("accounts") { xml in
                for account in accounts {
                    xml.element("account") {
                        $0.element("last_modified", text: account.modified.iso8601)
                        $0.element("name", text: account.account.rawValue)
                    }
                }
            }
        }
    }

    static func list(
        _ containers: [ContainerSummary], of info: AccountInfo, _ serialization: Serialization
    ) -> Response {
        let headers = fields(info)
        switch serialization {
        case .text: return .names(containers.map(\.name), headers: headers)
        case .json:
            return .json(headers: headers) { json in
                json.array { json in for container in containers { json.object { write(container, &$0) } } }
            }
        case .xml:
            return .xml(headers: headers) { xml in
                xml.element("account", [("name", info.account.rawValue)]) { xml in
                    for container in containers { xml.element("container") { write(container, &$0) } }
                }
            }
        }
    }

    private static func write(_ container: ContainerSummary, _ json: inout JSONWriter) {
        json.fieldIfPresent("count", container.details?.objectCount)
        json.field("last_modified", container.modified)
        json.fieldIfPresent("bytes", container.details?.bytesUsed)
        json.field("name", container.name)
        guard let details = container.details else { return }
        json.fieldIfPresent("x_container_until_timestamp", details.until)
        json.field("x_container_policy", details.policy.values)
    }

    private static func write(_ container: ContainerSummary, _ xml: inout XMLWriter) {
        if let details = container.details { xml.element("count", text: String(details.objectCount)) }
        xml.element("last_modified", text: container.modified.iso8601)
        if let details = container.details { xml.element("bytes", text: String(details.bytesUsed)) }
        xml.element("name", text: container.name)
        guard let details = container.details else { return }
        if let until = details.until { xml.element("x_container_until_timestamp", text: until.iso8601) }
        xml.element("x_container_policy") { xml in
            for (key, value) in details.policy.values.sorted(by: { $0.key < $1.key }) {
                xml.element("key", text: key)
                xml.element("value", text: value)
            }
        }
    }
}
