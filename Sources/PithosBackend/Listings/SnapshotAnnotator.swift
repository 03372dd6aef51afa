import SQLAccess

/// Adds to listed objects the state of those that are snapshots.
struct SnapshotAnnotator {
    let tx: Transaction

    func annotate(_ entries: [ListingEntry]) throws -> [ListingEntry] {
        let ids = entries.compactMap { entry -> NodeVersion.ID? in
            guard case .object(let object) = entry, object.current.version.isElsewhere else { return nil }
            return object.version.id
        }
        guard !ids.isEmpty else { return entries }
        let states = try tx.versions.availability(of: ids)
        return entries.map { entry in
            guard case .object(var object) = entry, let state = states[object.version.id] else { return entry }
            object.availability = state
            return .object(object)
        }
    }
}
