/// One target of the manifest, with all that its files may import.
struct ManifestTarget: Decodable {
    var name: String
    /// `regular`, `executable`, `test` or `system`.
    var type: String
    var dependencies: [Dependency]

    /// A target of ours by its name, or a product of another package. SwiftPM prints either as a list whose first
    /// element is the name: `{"byName": ["Vocabulary", null]}`.
    struct Dependency: Decodable {
        var name: String
        /// Whether another package makes it.
        var isProduct: Bool

        enum CodingKeys: String, CodingKey {
            case byName, product, target
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            isProduct = container.contains(.product)
            let key: CodingKeys = isProduct ? .product : container.contains(.byName) ? .byName : .target
            var elements = try container.nestedUnkeyedContainer(forKey: key)
            name = try elements.decode(String.self)
        }
    }
}
