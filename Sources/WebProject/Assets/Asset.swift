/// One file of the browser client, held in memory.
struct Asset: Sendable {
    var content: [UInt8]
    /// With the charset where it is text.
    var mediaType: String
    /// Sixteen hex digits of the content's SHA-256: the entity tag, and what `?v=` carries.
    var version: String

    /// The media type that a file's ending stands for.
    static func mediaType(of path: String) -> String {
        switch path.split(separator: ".").last.map(String.init) {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "json": "application/json"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "ico": "image/x-icon"
        case "woff": "font/woff"
        case "woff2": "font/woff2"
        case "ogg", "oga": "audio/ogg"
        case "mp3": "audio/mpeg"
        case "txt": "text/plain; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
