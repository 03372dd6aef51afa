import Testing
import WebProject

/// What the operator's HTML may do on the page with the terms of use: nothing.
struct TermsPageTests {
    private func page(_ values: [String: String]) async throws -> String {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        return try await PageTemplates(folder: root + "/web/templates").render("terms", values)
    }

    @Test func theTextStaysInItsFrame() async throws {
        let text = #"<p title="a">Be 'nice' & fair.</p></iframe><script>act()</script>"#
        let page = try await page(["text": text, "agreeURL": "/astakos/ui/approval_terms", "csrf": "c", "termsID": "7"])
        let frame = #"sandbox="" srcdoc="&lt;p title=&quot;a&quot;&gt;Be &#39;nice&#39; &amp; fair.&lt;/p&gt;"#
        #expect(page.contains(frame))
        #expect(!page.contains("<script>act"))
        #expect(page.contains(#"action="/astakos/ui/approval_terms""#) && page.contains(#"name="terms" value="7""#))
    }

    /// An accent, and a sign that joins what follows it.
    @Test(arguments: ["\"\u{301} id=x", "\u{600}\" id=x", "\"\u{200D}<\u{301}b>"])
    func aQuotationMarkWithAnAccentEndsNoAttribute(text: String) async throws {
        let page = try await page(["text": text, "onURL": "/ui"])
        let frame = try #require(page.firstRange(of: "srcdoc=\"")).upperBound
        let scalars = page[frame...].unicodeScalars
        let inside = scalars.prefix { $0 != "\"" }
        #expect(!inside.contains("<"))
        #expect(scalars.dropFirst(inside.count).starts(with: "\"></iframe>".unicodeScalars))
    }

    @Test func whoIsNotAskedSeesNoForm() async throws {
        for values in [["loginURL": "/astakos/ui/login"], ["onURL": "/ui"]] {
            let page = try await page(values.merging(["text": "<p>"]) { given, _ in given })
            #expect(!page.contains("<form"))
            #expect(values.values.allSatisfy { page.contains(#"href="\#($0)""#) })
        }
    }
}
