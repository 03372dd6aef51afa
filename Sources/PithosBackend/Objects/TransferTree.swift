/// What lies below the object that is copied or moved, and where it goes: the part of each name that is the source's is
/// replaced.
///
/// One tree may lie in the other, as when `a` is moved to `a/b`. Then an object may have to go where another still is,
/// which must have gone itself before; the order says how that comes about.
struct TransferTree {
    /// What names begin with before and after.
    let old: String
    let new: String
    let order: Order
    private let destination: ContainerPath

    enum Order {
        /// Old and new names are the same: nothing below changes.
        case unchanged
        case any
        /// From the least deep on, the top object first: everything moves outwards.
        case outermostFirst
        /// From the deepest on, the top object last: everything moves inwards.
        case outermostLast
    }

    /// Nil when nothing but the object itself is wanted.
    init?(_ transfer: Transfer) {
        guard let delimiter = transfer.delimiter, !delimiter.isEmpty else { return nil }
        old = ObjectWriter.prefix(below: transfer.source.name, delimiter: delimiter)
        new = ObjectWriter.prefix(below: transfer.destination.name, delimiter: delimiter)
        destination = transfer.destination.parent
        if transfer.source.parent != destination {
            order = .any
        } else if old.isExactly(new) {
            order = .unchanged
        } else if new.begins(withExactly: old) {
            order = .outermostLast
        } else {
            order = old.begins(withExactly: new) ? .outermostFirst : .any
        }
    }

    /// - Throws: badRequest when the new name is too long.
    func destination(of child: ObjectPath) throws -> ObjectPath {
        try ObjectPath(destination, name: new + child.name.dropping(bytes: old.utf8.count))
    }
}
