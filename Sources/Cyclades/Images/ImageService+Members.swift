public import Vocabulary

// Members are the readers of the object, without `*` (image.md 4.6).
extension ImageService {
    /// - Throws: itemNotFound, forbidden.
    public func members(of id: Image.ID, as user: UserID) async throws -> [String] {
        try await store.find(id, as: user).permissions.members
    }

    /// Puts these in the place of all members; a public image stays public.
    ///
    /// - Throws: badRequest for what cannot name a user; itemNotFound; forbidden unless the user owns the object.
    public func setMembers(_ members: [String], of id: Image.ID, as user: UserID) async throws {
        for member in members { try Self.check(member: member) }
        try await changeReaders(of: id, as: user) { _ in members }
    }

    /// Adding one twice is fine.
    public func addMember(_ member: String, to id: Image.ID, as user: UserID) async throws {
        try Self.check(member: member)
        try await changeReaders(of: id, as: user) { $0.contains(member) ? $0 : $0 + [member] }
    }

    /// Ours: removing someone who is no member is fine too, the original fails at it.
    public func removeMember(_ member: String, from id: Image.ID, as user: UserID) async throws {
        try await changeReaders(of: id, as: user) { $0.filter { $0 != member } }
    }

    /// Private images of `owner` that the user can see (image.md 4.7).
    public func list(sharedBy owner: UserID, with user: UserID) async throws -> [Image] {
        try await list(visibleTo: user).filter { $0.owner == owner && !$0.isPublic }
    }

    /// Uuids, and groups as `account:group`. `*` is no member: it makes an image public.
    ///
    /// - Source: image.md 2, path rules.
    private static func check(member: String) throws {
        let isName = member.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: "@._-:".utf8.contains(byte)
            }
        }
        guard !member.isEmpty, isName else { throw Fault(.badRequest, "member_id: '\(member)' cannot be a user") }
    }

    private func changeReaders(
        of id: Image.ID, as user: UserID, _ change: ([String]) -> [String]
    ) async throws {
        let stored = try await store.find(id, as: user)
        guard stored.location.account == user else { throw Fault(.forbidden, "") }
        let members = change(stored.permissions.members)
        try await store.update(
            stored.location, metadata: nil,
            permissions: stored.permissions.with(members: members, isPublic: stored.isPublic), as: user)
    }
}
