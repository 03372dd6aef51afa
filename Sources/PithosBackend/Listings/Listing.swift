import SQLAccess

/// The objects of a container that a query asks for, while the database is read.
public struct Listing {
    let lister: ObjectLister
    let scope: PathScope
    let snapshots: SnapshotAnnotator
    let manifests: ManifestAnnotator?
    let sharing: SharingAnnotator?

    /// Calls `body` with a few hundred entries at a time, in order.
    public func eachPiece(_ body: ([ListingEntry]) throws -> Void) throws {
        try lister.list(scope) { entries in
            var entries = try snapshots.annotate(entries)
            if let manifests { entries = try manifests.annotate(entries) }
            if let sharing { entries = try sharing.annotate(entries) }
            try body(entries)
        }
    }
}
