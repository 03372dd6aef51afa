import Cyclades
import Testing

struct DiskTemplateTests {
    @Test(arguments: ["file", "drbd", "plain", "rbd", "ext_archipelago"])
    func ganetisAndProvidersAreKnown(template: String) {
        #expect(DiskTemplate.isKnown(template))
    }

    @Test(arguments: ["", "fiel", "File", "ext", "ext_", "drbd8"])
    func othersAreNot(template: String) {
        #expect(!DiskTemplate.isKnown(template))
    }
}
