/// Where a directory of blocks keeps what. Paths are absolute.
struct StoreTree: Sendable {
    let path: String

    var blocks: String { path + "/blocks" }
    var maps: String { path + "/maps" }
    /// Where files are made before they get their names.
    let staging: String
    var journal: String { path + "/.journal" }
    var quarantine: String { path + "/.quarantine" }
    var retired: String { path + "/.retired" }

    init(path: String) {
        self.path = path
        staging = path + "/.staging"
    }

    /// Makes what is missing, so that it is still there after a loss of power.
    ///
    /// - Throws: `BlockError.system`.
    func make() throws {
        if try FileCalls.makeDirectory(path) {
            try FileCalls.sync(path + "/..", isDirectory: true)
        }
        var isNew = false
        for directory in [blocks, maps, staging, journal] where try FileCalls.makeDirectory(directory) { isNew = true }
        if isNew { try FileCalls.sync(path, isDirectory: true) }
    }

    func directory(of kind: StoredKind) -> String {
        switch kind {
        case .block: blocks
        case .map: maps
        }
    }

    func place(_ kind: StoredKind, _ hash: BlockHash) -> HashedPlace {
        HashedPlace(tree: directory(of: kind), kind: kind, hash: hash)
    }
}
