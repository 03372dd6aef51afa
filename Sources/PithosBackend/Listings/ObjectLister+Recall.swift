import SQLAccess

extension ObjectLister {
    /// Lists one batch of those that are known, and reads only which they are, if that is not known too. Where many are not
    /// known the batch is read as a whole.
    func recall(
        _ range: PathRange, from known: KnownObjects, _ progress: inout ListingProgress,
        _ body: ([ListingEntry]) throws -> Void
    ) throws -> PathRange? {
        let limit = min(query.limit - progress.count, ListingProgress.pieceLength)
        let batch = state.map { ListedBatch($0, range, isReversed: query.isReversed, limit: limit) }
        let listed = batch.flatMap { known.versions(of: $0) }
        let versions = try listed ?? self.versions(range, limit: limit)
        let objects = known.find(versions)
        let unknownCount = objects.count { $0 == nil }
        guard unknownCount * Self.oneByOne <= versions.count else {
            progress.mayBeKnown = unknownCount < versions.count
            return try step(range, atMost: limit, &progress, body)
        }
        if listed == nil, let batch { known.insert(versions, of: batch) }
        var last = ""
        var found: [CurrentObject] = []
        for index in objects.indices {
            if let object = objects[index] {
                progress.add(.object(ListedObject(object, isKnown: true)))
                last = object.name
            } else if let object = try read(versions[index].node) {
                progress.add(.object(ListedObject(object)))
                last = object.name
                found.append(object)
            }
            try progress.handOn(body)
        }
        known.insert(found)
        // Never at the same moment.
        guard !last.isEmpty || versions.isEmpty else { return try step(range, &progress, body) }
        return versions.count == limit ? rest(of: range, after: prefix + last) : nil
    }

    /// Where no more than one of so many is unknown, those are read one by one.
    private static let oneByOne = 8

    private func versions(_ range: PathRange, limit: Int) throws -> [KnownObjects.Version] {
        try tx.all(statement(range, "n.latest_version, n.node, v.mtime", limit: limit)) { row in
            (
                id: try row.get(0), node: try row.get(1),
                modified: try row.getOptional(2, as: VersionTime.self)?.timestamp ?? NodeVersion.unknownTime
            )
        }
    }

    private func read(_ node: Node.ID) throws -> CurrentObject? {
        try tx.first(
            """
            SELECT n.path, \(VersionStore.columns) FROM nodes n JOIN versions v ON v.serial = n.latest_version
            WHERE n.node = \(node)
            """
        ).map { try current($0, path: try $0.get(0)) }
    }
}
