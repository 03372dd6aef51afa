import Vocabulary

/// The XML forms of 0.14, which no known client reads (compute.md 1.14). They are as the original gives them: what its
/// templates left empty is empty here too.
enum ComputeXML {
    static let namespace = "http://docs.openstack.org/compute/api/v1.1"
    static let atom = "http://www.w3.org/2005/Atom"

    /// The attributes of a document's outermost element.
    static func root(_ attributes: [(name: String, value: String)] = []) -> [(name: String, value: String)] {
        [(name: "xmlns", value: namespace), (name: "xmlns:atom", value: atom)] + attributes
    }
}
