import Cyclades
import Vocabulary

/// The addresses that answers point to (compute.md 1.1, 1.12).
struct CycladesLinks: Sendable {
    /// `CYCLADES_BASE_URL` without a slash at its end.
    let base: String

    init(baseURL: String) {
        var base = baseURL[...]
        while base.last == "/" { base.removeLast() }
        self.base = String(base)
    }

    /// The part of the URL after the host: empty, or begins with a slash.
    var path: String {
        let afterScheme = base.firstRange(of: "://").map { base[$0.upperBound...] } ?? base[...]
        return afterScheme.firstIndex(of: "/").map { String(afterScheme[$0...]) } ?? ""
    }

    var compute: String { base + "/compute" }

    /// Writes `links` with `self` and `bookmark`, and for images `alternate`.
    func write(
        _ collection: String, _ id: some CustomStringConvertible, alternate: Bool = false, to json: inout JSONWriter
    ) {
        let href = "\(base)/compute/v2.0/\(collection)/\(id)"
        json.array("links") { json in
            Self.write("self", href, to: &json)
            Self.write("bookmark", href, to: &json)
            if alternate { Self.write("alternate", "\(base)/image/v1.0/images/\(id)", to: &json) }
        }
    }

    static func write(_ rel: String, _ href: String, type: String? = nil, to json: inout JSONWriter) {
        json.object { json in
            json.field("rel", rel)
            json.fieldIfPresent("type", type)
            json.field("href", href)
        }
    }
}
