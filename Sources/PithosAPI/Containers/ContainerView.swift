import HTTPTypes
import PithosBackend
import Vocabulary

/// A container's headers.
enum ContainerView {
    private static let objectPrefix = "X-Object-Meta-"

    /// Bytes of keys in a header, as they are and not as they are encoded: clients and proxies take no headers of any length,
    /// and whoever may write in a folder could else make its container unreadable.
    private static let keyBytes = 2048

    /// As many of the keys as one header takes.
    private static func first(_ keys: [String]) -> some Sequence<String> {
        var left = keyBytes
        return keys.prefix { key in
            left -= key.utf8.count + 1
            return left >= 0
        }
    }

    static func fields(_ info: ContainerInfo) -> HTTPFields {
        var fields = PithosFields()
        fields.setModified(info.modified)
        fields.set("X-Container-Block-Size", Int64(info.blockSize))
        fields.set("X-Container-Block-Hash", "sha256")
        let keys = info.objectKeys.filter { $0.begins(withExactly: objectPrefix) }.map {
            $0.dropping(bytes: objectPrefix.utf8.count)
        }
        fields.set("X-Container-Object-Meta", first(keys).joined(separator: ","))
        guard let details = info.details else { return fields.fields }
        fields.set("X-Container-Object-Count", details.objectCount)
        fields.set("X-Container-Bytes-Used", details.bytesUsed)
        if let until = details.until { fields.set("X-Container-Until-Timestamp", until.rfc1123) }
        for (key, value) in details.policy.values {
            fields.set("X-Container-Policy-" + HeaderName.capitalised(key), value)
        }
        fields.set(metadata: details.metadata, "Container")
        return fields.fields
    }
}
