import Branding
import Testing

struct AccentColourTests {
    @Test(arguments: ["#2f6fd0", "#ffee00", "#101010", "#ffffff", "#000000", "#7f7f7f"])
    func everyAccentCanBeReadOnBothGrounds(text: String) throws {
        let accent = AccentColour(try #require(Colour(text)))
        #expect(accent.light.contrast(with: Colour(red: 0xf6, green: 0xf7, blue: 0xf9)) >= 4.5)
        #expect(accent.dark.contrast(with: Colour(red: 0x1f, green: 0x25, blue: 0x2c)) >= 4.5)
    }

    @Test func aColourThatCanBeReadStays() throws {
        #expect(AccentColour(try #require(Colour("#3050a0"))).light.text == "#3050a0")
    }

    @Test func contrastIsThatOfTheGuidelines() {
        #expect(Colour.black.contrast(with: .white) == 21)
        #expect(Colour.white.contrast(with: .white) == 1)
    }

    @Test(arguments: ["", "2f6fd0", "#2f6fd", "#2f6fd00", "#2f6fdg", "#+f6fd0"])
    func whatIsNoColourIsRefused(text: String) {
        #expect(Colour(text) == nil)
    }

    @Test func aColourIsWrittenAsItWasRead() {
        #expect(Colour("#0A00fF")?.text == "#0a00ff")
    }
}
