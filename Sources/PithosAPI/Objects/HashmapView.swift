import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// The blocks of an object on the wire.
///
/// - Source: object-storage.md 3.3.
enum HashmapView {
    static func response(
        _ hashmap: Hashmap, name: String, blockSize: Int, _ serialization: Serialization, headers: HTTPFields
    ) -> Response {
        if serialization == .xml {
            let attributes = [
                (name: "name", value: name), ("bytes", String(hashmap.size)), ("block_size", String(blockSize)),
                ("block_hash", "sha256"),
            ]
            return .xml(headers: headers) { xml in
                xml.element("object", attributes) { xml in
                    for hash in hashmap.hashes { xml.element("hash", text: hash.hex) }
                }
            }
        }
        return .json(headers: headers, capacity: 128 + hashmap.hashes.count * 68) { json in
            json.object { json in
                json.field("block_hash", "sha256")
                json.array("hashes") { json in for hash in hashmap.hashes { json.value(hash.hex) } }
                json.field("block_size", blockSize)
                json.field("bytes", hashmap.size)
            }
        }
    }
}
