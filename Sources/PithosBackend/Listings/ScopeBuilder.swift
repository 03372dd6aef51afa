import SQLAccess
import Vocabulary

/// Finds which paths of a container a listing may show.
struct ScopeBuilder {
    let tx: Transaction
    let container: ContainerPath

    private var all: PathRange { PathRange(prefix: container.objectPrefix) }
    /// All of the container.
    var everything: PathScope { PathScope([all]) }

    /// What the query asks for, of what the user may see.
    ///
    /// - Throws: forbidden when the user may see nothing there, or asks for what is the owner's alone.
    func scope(of query: ListingQuery, for user: UserID) throws -> PathScope {
        let asked = PathRange(prefix: container.objectPrefix + query.prefix)
        guard user == container.account else {
            guard !query.publicOnly else { throw ContentFault.notAllowed }
            let visible = try granted(to: user).intersection(asked)
            guard !visible.isEmpty else { throw ContentFault.notAllowed }
            return visible
        }
        guard query.sharedOnly || query.publicOnly else { return PathScope([asked]) }
        var ranges: [PathRange] = []
        if query.sharedOnly {
            for sharing in try tx.permissions.list(in: all) { ranges += try covered(by: sharing.path) }
        }
        if query.publicOnly { ranges += try tx.publicLinks.list(in: all).keys.map { PathRange(exactly: $0.text) } }
        return PathScope(ranges).intersection(asked)
    }

    /// What a user who is not the owner was granted: named paths, and what lies below named directories unless a nearer
    /// permission there leaves the user out.
    func granted(to user: UserID) throws -> PathScope {
        let holders = try tx.groups.holders(of: user)
        if try tx.permissions.lookup(container.path)?.level(of: Set(holders)) != nil { return everything }
        let paths = try tx.permissions.grantedPaths(in: all, for: holders)
        let granted = Set(paths.map { ExactText($0) })
        var scope = PathScope(try paths.flatMap { try covered(by: $0) })
        let others = try scope.ranges.flatMap { try tx.permissions.list(in: $0) }.map(\.path).filter {
            !granted.contains(ExactText($0))
        }
        guard !others.isEmpty else { return scope }
        // Outer ones first, so that what is nearer is decided last. What lies in nothing that is taken away is settled.
        let taken = PathScope(try others.flatMap { try covered(by: $0) })
        let nearer = paths.filter { taken.contains($0) }
        for path in (nearer + others).sorted(by: { $0.utf8.count < $1.utf8.count }) {
            let ranges = try covered(by: path)
            if granted.contains(ExactText(path)) {
                scope.insert(ranges)
            } else {
                for range in ranges { scope.remove(range) }
            }
        }
        return scope
    }

    /// The path itself, and all below it where it is a directory.
    private func covered(by path: String) throws -> [PathRange] {
        guard try tx.permissions.isDirectory(path) else { return [PathRange(exactly: path)] }
        return [PathRange(exactly: path), PathRange(prefix: path.ends(withExactly: "/") ? path : path + "/")]
    }
}
