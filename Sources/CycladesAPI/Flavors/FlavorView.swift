import Cyclades
import Vocabulary

/// A flavor as the compute API shows it.
struct FlavorView: JSONWritable {
    let flavor: Flavor
    let links: CycladesLinks
    let isDetailed: Bool

    init(_ flavor: Flavor, _ links: CycladesLinks, isDetailed: Bool) {
        self.flavor = flavor
        self.links = links
        self.isDetailed = isDetailed
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", flavor.id)
            json.field("name", flavor.name)
            if isDetailed {
                json.field("ram", flavor.memoryMiB)
                json.field("disk", flavor.diskGiB)
                json.field("vcpus", flavor.cpus)
                json.field("SNF:disk_template", flavor.diskTemplate)
            }
            links.write("flavors", flavor.id, to: &json)
        }
    }

    /// The number of processors has always been empty in XML.
    static func attributes(_ flavor: Flavor, isDetailed: Bool) -> [(name: String, value: String)] {
        let brief = [(name: "id", value: "\(flavor.id)"), (name: "name", value: flavor.name)]
        guard isDetailed else { return brief }
        return brief + [
            (name: "ram", value: "\(flavor.memoryMiB)"), (name: "cpu", value: ""),
            (name: "disk", value: "\(flavor.diskGiB)"),
        ]
    }
}
