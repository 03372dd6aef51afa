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

    @Test func itAllFitsInALine() {
        var writer = XMLWriter(indents: false)
        writer.element("a", [("n", "1")]) {
            $0.element("b", text: "c")
            $0.element("d")
        }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a n=\"1\"><b>c</b><d/></a>")
    }
}
