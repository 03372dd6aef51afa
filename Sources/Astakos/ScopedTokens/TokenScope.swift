public import SQLAccess
public import Vocabulary

/// What a token is for. Source: openstack.md 2.2.
public enum TokenScope: Sendable, Hashable {
    /// For nothing yet: the next step is to ask for one with a scope. The services take it for what its user may do all the
    /// same.
    case none
    /// The one domain.
    case domain
    case project(ProjectID)
}

extension TokenScope: SQLConvertible {
    public var sqlValue: SQLValue {
        switch self {
        case .none: .text("")
        case .domain: .text("domain")
        case .project(let id): .text("project \(id)")
        }
    }

    public init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        switch text {
        case "": self = .none
        case "domain": self = .domain
        default:
            guard text.hasPrefix("project ") else { return nil }
            self = .project(ProjectID(String(text.dropFirst("project ".count))))
        }
    }
}
