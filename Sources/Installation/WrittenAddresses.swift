import FoundationEssentials
import Vocabulary

/// The addresses that earlier starts gave to components, by name, in a file: what stands in the registry and is none of
/// these is an operator's.
struct WrittenAddresses {
    private let path: String
    private var urls: [String: [String]]

    /// The last two count: we may be killed between this file and the registry.
    private static let countMax = 2

    /// - Throws: `Fault(.serviceUnavailable)` when the file cannot be read or understood.
    init(path: String) throws {
        self.path = path
        guard let content = try PrivateFile.read(path) else {
            urls = [:]
            return
        }
        do {
            urls = try JSONDecoder().decode([String: [String]].self, from: Data(content))
        } catch {
            throw Fault(.serviceUnavailable, "\(path) cannot be understood; it is JSON.", cause: error)
        }
    }

    /// Whether an address of a component comes from us. Where nothing was written down, from an earlier release, all do.
    func isOurs(_ url: String?, of component: String) -> Bool {
        guard let written = urls[component] else { return true }
        return url.map { written.contains($0) } ?? false
    }

    /// Keeps an address that the component is about to get.
    mutating func add(_ url: String, of component: String) throws {
        guard urls[component]?.last != url else { return }
        let others = (urls[component] ?? []).filter { $0 != url }
        urls[component] = Array((others + [url]).suffix(Self.countMax))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try PrivateFile.write([UInt8](try encoder.encode(urls)) + [10], to: path)
    }
}
