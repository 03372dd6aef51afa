import SQLAccess

/// Adds to listed objects what is known of those that are static large objects.
struct ManifestAnnotator {
    let tx: Transaction
    let container: ContainerPath

    func annotate(_ entries: [ListingEntry]) throws -> [ListingEntry] {
        guard let first = entries.first?.name, let last = entries.last?.name else { return entries }
        let (lower, upper) = PathRange.isLess(last, first) ? (last, first) : (first, last)
        // Most stores have none, and need not look along the names.
        let hasAny = try tx.first(
            "SELECT 1 FROM system_metadata WHERE key = \(SystemMetadata.Key.manifestFacts.rawValue) LIMIT 1")
        guard hasAny != nil else { return entries }
        let prefix = container.objectPrefix
        let facts = try tx.systemMetadata.list(
            .manifestFacts, in: PathRange(lower: prefix + lower, upper: prefix + upper + "\u{1}"))
        guard !facts.isEmpty else { return entries }
        return entries.map { entry in
            guard case .object(var object) = entry, let text = facts[ExactText(prefix + object.name)] else {
                return entry
            }
            object.manifest = ManifestFacts(text)
            return .object(object)
        }
    }
}
