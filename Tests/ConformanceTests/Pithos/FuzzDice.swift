/// Random requests from a seed: pieces of the corpus, and the same with something put in, taken out or turned round.
struct FuzzDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func roll(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func chance(_ percent: Int) -> Bool { roll(1...100) <= percent }

    mutating func any<Element>(_ elements: [Element]) -> Element { elements[roll(0...(elements.count - 1))] }

    /// The text, broken here and there.
    mutating func broken(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<roll(1...3) {
            let at = roll(0...scalars.count)
            switch roll(0...4) {
            case 0, 1: scalars.insert(contentsOf: any(FuzzCorpus.marks).unicodeScalars, at: at)
            case 2 where at < scalars.count: scalars.remove(at: at)
            case 3 where at < scalars.count:
                scalars.append(contentsOf: scalars[at..<min(at + roll(1...20), scalars.count)])
            default: scalars.removeLast(min(scalars.count, roll(0...5)))
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    mutating func target() -> String {
        var path = any(FuzzCorpus.paths)
        if chance(30) { path = broken(path) }
        var query = any(FuzzCorpus.queries)
        if chance(40) { query += "&" + any(FuzzCorpus.queries) }
        if chance(30) { query = broken(query) }
        return Self.target("/pithos/object-store" + path + (query.isEmpty ? "" : "?" + query))
    }

    /// What can stand in the target of a request: marks that cannot are percent-encoded.
    static func target(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { target, scalar in
            if (33..<127).contains(scalar.value) {
                target.unicodeScalars.append(scalar)
            } else {
                for byte in UTF8.encode(scalar) ?? .init() {
                    target += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
                }
            }
        }
    }

    mutating func headers(_ corpus: [(String, [String])] = FuzzCorpus.headers) -> [String: String] {
        var headers: [String: String] = [:]
        for _ in 0..<roll(0...5) {
            let (name, values) = any(corpus)
            var value = any(values)
            if chance(30) { value = broken(value) }
            headers[name] = value
        }
        return headers
    }

    /// The bytes, a few of them other ones: what text cannot hold.
    mutating func spoiled(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<roll(1...3) where !bytes.isEmpty {
            bytes[roll(0...(bytes.count - 1))] = any([0xFF, 0xC0, 0x80, 0xED, 0x00, 0x22, 0x0A])
        }
        return bytes
    }

    mutating func body() -> String {
        switch roll(0...3) {
        case 0: any(FuzzCorpus.documents)
        case 1: broken(any(FuzzCorpus.documents))
        case 2: broken(any(FuzzCorpus.bodies))
        default: any(FuzzCorpus.bodies)
        }
    }
}
