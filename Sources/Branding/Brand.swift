public import Settings

/// The names and colour that pages and mails of this cloud bear. Source: identity.md 5.2.
public struct Brand: Sendable, Hashable {
    public var serviceName: String
    public var serviceURL: String
    public var companyName: String
    public var companyURL: String
    public var accent: AccentColour
    /// Empty when users are to write to nobody.
    public var contactEmail: String
    /// Ends every mail.
    public var mailFooter: String

    public init(_ settings: WebSettings) {
        serviceName = settings.serviceName
        serviceURL = settings.serviceURL
        companyName = settings.companyName
        companyURL = settings.companyURL
        // Settings take nothing but `#rrggbb`.
        accent = AccentColour(Colour(settings.accentColour) ?? .black)
        contactEmail = settings.contactEmail
        mailFooter = settings.mailFooter
        if mailFooter.isEmpty {
            mailFooter = "-- \n\(serviceName)\n\(serviceURL)"
            if !contactEmail.isEmpty { mailFooter += "\n\(contactEmail)" }
        }
    }
}
