import Crypto

/// One file of the browser client, held in memory.
struct Asset: Sendable {
    let content: [UInt8]
    /// With the charset where it is text.
    let mediaType: String
    /// Of the content: the entity tag.
    let version: String

    /// - Parameter path: its ending decides the media type.
    init(_ content: [UInt8], path: String) {
        self.content = content
        mediaType = Self.mediaType(of: path)
        version = Self.version(of: content)
    }

    /// Sixteen hex digits of the SHA-256.
    static func version(of content: [UInt8]) -> String {
        SHA256.hash(data: content).prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

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
