import Astakos
import Vocabulary

/// An application credential as the administrator sees it; the secret is never shown.
enum CredentialLine {
    static let columns: [Column<ApplicationCredential>] = [
        Column("id") { $0.id.rawValue },
        Column("name") { $0.name },
        Column("roles") { $0.roles.joined(separator: ", ") },
        Column("unrestricted") { CellText.of($0.isUnrestricted) },
        Column("created") { CellText.of($0.created) },
        Column("expires") { CellText.of($0.expires) },
    ]
}
