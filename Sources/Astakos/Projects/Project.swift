public import Vocabulary

/// What OpenStack's clients work in: the user's own things.
///
/// Every user has one project, whose id is his uuid and whose name is his e-mail address; there are no others.
/// Source: openstack.md 2.1.
public struct Project: Sendable, Hashable {
    public var id: ProjectID
    public var name: String
    public var description: String
}

extension User {
    /// The only project the user is a member of.
    public var ownProject: Project {
        Project(id: ProjectID(uuid.rawValue), name: username, description: "Personal project of \(username)")
    }
}

extension TokenHolder {
    /// What a member of a project may be called: everyone is `member` and so `reader`, and what his groups are called.
    ///
    /// Source: openstack.md 2.1.
    public var roles: [String] {
        let standard = ["member", "reader"]
        return standard + groups.map(\.name).filter { !standard.contains($0) }
    }
}
