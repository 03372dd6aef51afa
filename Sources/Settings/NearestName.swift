/// Finds what somebody meant who misspelt a name.
public enum NearestName {
    /// The known name that looks most like this one, when one is near enough. The case of letters counts for nothing.
    public static func of(_ name: String, among known: some Sequence<String>) -> String? {
        let limit = max(2, name.count / 3)
        let written = name.uppercased()
        return known.map { (name: $0, distance: distance($0.uppercased(), written)) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// How many letters must be put in, taken out or exchanged to make one of the other (Levenshtein).
    private static func distance(_ a: String, _ b: String) -> Int {
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
