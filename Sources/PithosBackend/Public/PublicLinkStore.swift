import SQLAccess
import Vocabulary

/// The table `public`.
struct PublicLinkStore {
    let tx: Transaction

    /// The link of a path.
    func lookup(path: String) throws -> String? {
        try tx.value("SELECT url FROM public WHERE path = \(path) AND active")
    }

    /// The path of a link.
    func lookup(link: String) throws -> String? {
        try tx.value("SELECT path FROM public WHERE url = \(link) AND active")
    }

    /// The links of a range of paths.
    func list(in range: PathRange) throws -> [ExactText: String] {
        var condition: SQL = "path >= \(range.lower) AND active"
        if let upper = range.upper { condition += " AND path < \(upper)" }
        var links: [ExactText: String] = [:]
        try tx.forEach("SELECT path, url FROM public WHERE \(condition)") { row in
            links[ExactText(try row.get(0, as: String.self))] = try row.getOptional(1)
        }
        return links
    }

    /// Publishes a path under a new link; a link it has is kept.
    func publish(_ path: String, bytes: Int, alphabet: [Character]) throws {
        guard try lookup(path: path) == nil else { return }
        try unpublish([path])
        // One more byte after each collision, as the original does; one is all but impossible with the first.
        for extra in 0..<8 {
            let link = PublicLink.random(bytes: bytes + extra, alphabet: alphabet)
            let inserted = try tx.run(
                """
                INSERT INTO public (path, active, url) VALUES (\(path), TRUE, \(link)) ON CONFLICT (url) DO NOTHING
                """)
            if inserted > 0 { return }
        }
        throw DatabaseError.uniqueViolation(constraint: "idx_public_url")
    }

    func unpublish(_ paths: [String]) throws {
        for start in stride(from: 0, to: paths.count, by: 500) {
            try tx.run("DELETE FROM public WHERE path IN \(.list(paths[start..<min(start + 500, paths.count)]))")
        }
    }
}
