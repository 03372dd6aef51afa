/// The operator's colour for buttons and links, moved until text in it, and text on it, can be read.
public struct AccentColour: Sendable, Hashable {
    /// On light ground.
    public let light: Colour
    /// On dark ground.
    public let dark: Colour

    /// The grounds that leave the least contrast: `--page` of the light scheme, `--raised` of the dark one
    /// (`web/shared/tokens.css`).
    private static let lightGround = Colour(red: 0xf6, green: 0xf7, blue: 0xf9)
    private static let darkGround = Colour(red: 0x1f, green: 0x25, blue: 0x2c)
    /// A little over the 4.5 that WCAG asks for: the accent also stands on its own soft tint.
    private static let lightContrast = 4.6
    /// More than needed: on dark ground a colour that just passes looks dull.
    private static let darkContrast = 6.4

    public init(_ colour: Colour) {
        light = colour.moved(towards: .black, contrast: Self.lightContrast, with: Self.lightGround)
        dark = colour.moved(towards: .white, contrast: Self.darkContrast, with: Self.darkGround)
    }
}
