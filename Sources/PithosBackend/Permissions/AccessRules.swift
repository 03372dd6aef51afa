import SQLAccess
import Vocabulary

/// Decides what a user may see and do, inside a transaction.
///
/// For somebody who is not the owner permission is judged before existence: what one may not see looks the same whether
/// it is there or not. Source: object-storage.md 1.7.
struct AccessRules {
    let tx: Transaction

    /// The permissions that hold for an object, and what the user may do with it.
    struct Decision {
        var level: AccessLevel
        var sharing: Sharing?
    }

    /// - Throws: forbidden when the user may not do as much as `level`.
    func require(_ level: AccessLevel, on object: ObjectPath, for user: UserID) throws -> Decision {
        let sharing = try tx.permissions.effective(object)
        if user == object.account { return Decision(level: .owner, sharing: sharing) }
        guard level < .owner else { throw ContentFault.notAllowed }
        let holders = Set(try tx.groups.holders(of: user))
        if let granted = sharing?.permissions.level(of: holders), granted >= level {
            return Decision(level: granted, sharing: sharing)
        }
        // A grant on the container adds to what objects and directories grant; nothing nearer hides it.
        guard let granted = try tx.permissions.lookup(object.parent.path)?.level(of: holders), granted >= level else {
            throw ContentFault.notAllowed
        }
        return Decision(level: granted, sharing: sharing)
    }

    /// As `require`, for who need not know what is shared: of the owner nothing is looked up.
    func check(_ level: AccessLevel, on object: ObjectPath, for user: UserID) throws {
        guard user != object.account else { return }
        _ = try require(level, on: object, for: user)
    }

    /// Deleting is the owner's, and of whoever may write all of the container.
    ///
    /// - Throws: forbidden.
    func requireDelete(of object: ObjectPath, for user: UserID) throws {
        guard user != object.account else { return }
        let holders = Set(try tx.groups.holders(of: user))
        guard try tx.permissions.lookup(object.parent.path)?.level(of: holders) == .write else {
            throw ContentFault.notAllowed
        }
    }

    /// - Throws: forbidden unless the user owns the account.
    func requireOwner(of account: UserID, for user: UserID) throws {
        guard user == account else { throw ContentFault.notAllowed }
    }

    /// Whether the user owns what lies below `prefix`; somebody else needs a grant there.
    ///
    /// - Throws: forbidden without one.
    func requireView(of account: UserID, below prefix: String, for user: UserID) throws -> Bool {
        if user == account { return true }
        let holders = try tx.groups.holders(of: user)
        // What lies above is the container, which may be granted itself.
        let above = PathRange(exactly: String(prefix.dropLast()))
        guard
            try tx.permissions.hasGrant(in: PathRange(prefix: prefix), for: holders)
                || tx.permissions.hasGrant(in: above, for: holders)
        else {
            throw ContentFault.notAllowed
        }
        return false
    }
}

extension Transaction {
    var access: AccessRules { AccessRules(tx: self) }
}
