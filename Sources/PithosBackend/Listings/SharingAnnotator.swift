import SQLAccess
import Vocabulary

/// Adds to listed objects what is set on exactly them: permissions, and for the owner public links.
struct SharingAnnotator {
    let tx: Transaction
    let container: ContainerPath
    let user: UserID

    func annotate(_ entries: [ListingEntry]) throws -> [ListingEntry] {
        guard let first = entries.first, let last = entries.last else { return entries }
        let prefix = container.objectPrefix
        let range = PathRange(lower: prefix + first.name, upper: prefix + last.name + "\u{1}")
        let sharings = try tx.permissions.list(in: range)
        let isOwner = user == container.account
        let links = isOwner ? try tx.publicLinks.list(in: range) : [:]
        guard !sharings.isEmpty || !links.isEmpty else { return entries }
        let permissions = Dictionary(sharings.map { (ExactText($0.path), $0.permissions) }) { first, _ in first }
        let holders = isOwner || sharings.isEmpty ? [] : Set(try tx.groups.holders(of: user))
        return entries.map { entry in
            guard case .object(var object) = entry else { return entry }
            let path = ExactText(prefix + object.name)
            object.permissions = permissions[path]
            object.publicLink = links[path]
            if !isOwner, let set = object.permissions {
                object.allowedTo = holders.isDisjoint(with: set.writers) ? .read : .write
            }
            return .object(object)
        }
    }
}
