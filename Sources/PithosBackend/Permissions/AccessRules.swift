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
        if user == object.account {
            return Decision(level: .owner, sharing: try tx.permissions.effective(object))
        }
        guard level < .owner, let sharing = try tx.permissions.effective(object) else { throw ContentFault.notAllowed }
        let holders = Set(try tx.groups.holders(of: user))
        let granted: AccessLevel? =
            if !holders.isDisjoint(with: sharing.permissions.writers) {
                .write
            } else if !holders.isDisjoint(with: sharing.permissions.readers) {
                .read
            } else {
                nil
            }
        guard let granted, granted >= level else { throw ContentFault.notAllowed }
        return Decision(level: granted, sharing: sharing)
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
        guard try tx.permissions.hasGrant(in: PathRange(prefix: prefix), for: holders) else {
            throw ContentFault.notAllowed
        }
        return false
    }
}

extension Transaction {
    var access: AccessRules { AccessRules(tx: self) }
}
