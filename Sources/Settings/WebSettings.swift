/// What an operator decides about the pages and the names on them. Source: identity.md 5.2.
public struct WebSettings: SettingsGroup {
    public static let title = "Pages"

    public var serviceName = "Synnefo"
    public var serviceURL = "http://www.synnefo.org/"
    public var companyName = ""
    public var companyURL = ""
    public var accentColour = "#2f6fd0"
    public var contactEmail = ""
    public var mailFooter = ""

    public static let declarations: [SettingDeclaration<Self>] = [
        .init("BRANDING_SERVICE_NAME", \.serviceName, "Name of this cloud, in pages and mails."),
        .init("BRANDING_SERVICE_URL", \.serviceURL, "Where the name leads to."),
        .init("BRANDING_COMPANY_NAME", \.companyName, "Who runs this cloud."),
        .init("BRANDING_COMPANY_URL", \.companyURL, "Where the company's name leads to."),
        .init("BRANDING_ACCENT_COLOUR", \.accentColour, "Colour of buttons and links, `#rrggbb`."),
        .init("CONTACT_EMAIL", \.contactEmail, "Address that users are told to write to."),
        .init(
            "BRANDING_MAIL_FOOTER", \.mailFooter, "Last lines of every mail; empty for the cloud's name and address."),
    ]

    public init() {}

    public func validate() throws {
        let digits = accentColour.dropFirst().utf8
        guard accentColour.hasPrefix("#"), digits.count == 6, digits.allSatisfy(isHexDigit) else {
            throw SettingsError("BRANDING_ACCENT_COLOUR should look like #2f6fd0, and is \(accentColour).")
        }
    }

    private func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
