import APISupport
import Vocabulary

/// The form of a listing: `format`, else what `Accept` likes best.
///
/// - Source: openstack.md 7.3.
enum SwiftListingFormat: Sendable, Hashable {
    case plain
    case json
    case xml
    /// XML that is called text.
    case textXML

    var contentType: String {
        switch self {
        case .plain: "text/plain; charset=utf-8"
        case .json: "application/json; charset=utf-8"
        case .xml: "application/xml; charset=utf-8"
        case .textXML: "text/xml; charset=utf-8"
        }
    }

    /// - Throws: notAcceptable for an `Accept` that none of the forms satisfies.
    init(_ call: SwiftCall) throws {
        if let format = call.query["format"] {
            switch format.lowercased() {
            case "json": self = .json
            case "xml": self = .xml
            default: self = .plain
            }
            return
        }
        guard let accept = call.headers["accept"], !accept.isEmpty else {
            self = .plain
            return
        }
        try self.init(accept: accept)
    }

    /// - Throws: notAcceptable.
    init(accept: String) throws {
        guard let best = Self.best(of: accept) else {
            throw Fault(.notAcceptable, "Only text/plain, application/json, application/xml and text/xml.")
        }
        self = best
    }

    private static let types: [(type: String, format: Self)] = [
        ("text/plain", .plain), ("application/json", .json), ("application/xml", .xml), ("text/xml", .textXML),
    ]

    /// The form with the greatest quality; of equal ones the one that stands first in `Accept`, and for a wildcard
    /// first in our own order.
    private static func best(of accept: String) -> Self? {
        var best: (quality: Double, format: Self)?
        for entry in accept.split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let range = parts.first else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            guard quality > 0, quality > best?.quality ?? 0 else { continue }
            let fits = types.first { type, _ in
                range == "*/*" || range == type
                    || (range.hasSuffix("/*") && type.hasPrefix(String(range.dropLast())))
            }
            if let fits { best = (quality, fits.format) }
        }
        return best?.format
    }
}
