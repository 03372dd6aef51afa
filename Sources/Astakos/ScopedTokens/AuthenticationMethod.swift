import SQLAccess

/// What somebody has shown to get a token; the raw value is its name on the wire. Source: openstack.md 2.3.
public enum AuthenticationMethod: String, Sendable, Hashable, CaseIterable {
    case password
    case token
    case applicationCredential = "application_credential"
}

extension [AuthenticationMethod] {
    /// With commas between them.
    var stored: String { map(\.rawValue).joined(separator: ",") }

    init(stored text: String) {
        self = text.split(separator: ",").compactMap { AuthenticationMethod(rawValue: String($0)) }
    }
}
