import Testing
import Vocabulary

struct XMLWriterTests {
    @Test func elementsAreIndentedAndTextIsEscaped() {
        var writer = XMLWriter()
        writer.element("container", [("name", "a\"<&>\n'é")]) {
            $0.element("object", text: "x < y & z\u{0}\r\nnew")
            $0.element("empty", [("n", "1")])
        }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <container name="a&quot;&lt;&amp;&gt;&#10;'é">
                  <object>x &lt; y &amp; z\u{FFFD}&#13;
                new</object>
                  <empty n="1"/>
                </container>

                """)
    }
}
