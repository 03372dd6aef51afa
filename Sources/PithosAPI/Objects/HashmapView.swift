import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// The blocks of an object on the wire, and the root of their hashes among the headers.
///
/// - Source: object-storage.md 3.3.
enum HashmapView {
    static func response(
        _ hashmap: Hashmap, name: String, blockSize: Int, _ serialization: Serialization, headers: HTTPFields
    ) -> Response {
        var headers = headers
        headers[.objectHash] = hashmap.root.hex
        if serialization == .xml {
            return .bytes(
                .ok, xml(hashmap, name: name, blockSize: blockSize), contentType: Serialization.xml.contentType,
                headers: headers)
        }
        return .json(headers: headers) { json in
            json.object { json in
                json.field("block_hash", "sha256")
                json.array("hashes") { json in for hash in hashmap.hashes { json.value(hash) } }
                json.field("block_size", blockSize)
                json.field("bytes", hashmap.size)
            }
        }
    }

    /// White space included this is the original's document: it is labelled with the object's own type, so that some
    /// clients take it as plain text.
    private static func xml(_ hashmap: Hashmap, name: String, blockSize: Int) -> [UInt8] {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>

            <object name="\(escaped(name))" bytes="\(hashmap.size)" block_size="\(blockSize)" block_hash="sha256">
            """ + "\n  \n"
        text.reserveCapacity(256 + hashmap.hashes.count * 84)
        for hash in hashmap.hashes { text += "  <hash>\(hash.hex)</hash>\n  \n" }
        return Array((text + "</object>\n").utf8)
    }

    private static func escaped(_ text: String) -> String {
        XMLWriter.escaped(text, inAttribute: true)
    }
}
