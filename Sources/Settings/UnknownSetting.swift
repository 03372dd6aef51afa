/// A name that was set and that nobody reads, most likely misspelt.
public struct UnknownSetting: Sendable, Hashable, CustomStringConvertible {
    public var name: String
    public var origin: SettingOrigin
    /// The known name that looks most like it, when one is near enough.
    public var nearest: String?

    init(name: String, origin: SettingOrigin, known: some Sequence<String>) {
        self.name = name
        self.origin = origin
        let limit = max(2, name.count / 3)
        nearest =
            known.map { (name: $0, distance: Self.distance($0, name)) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    public var description: String {
        let hint = nearest.map { " Did you mean \($0)?" } ?? ""
        return "There is no setting \(name) (\(origin)).\(hint)"
    }

    /// How many letters must be put in, taken out or exchanged to make one of the other (Levenshtein).
    static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let exchanged = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(exchanged, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
