import Astakos
import Vocabulary

/// How components are shown in the bar on top of all pages. Source: identity.md 2.8, appendix C.
enum ComponentPresentation {
    /// The registered components and those the settings alone know, in the order they are shown.
    ///
    /// - Parameter overrides: what the settings say of a component, by name; wins over all else, member by member.
    static func list(_ components: [Component], overrides: [String: JSONValue]) -> [JSONValue] {
        var shown: [String: JSONValue] = [:]
        for component in components {
            var known = merged(generic(component.name), builtIn[component.name] ?? [:])
            known = merged(
                known, ["name": .string(component.name), "url": component.url.map(JSONValue.string) ?? .null])
            shown[component.name] = known
        }
        for (name, override) in overrides {
            shown[name] = merged(shown[name] ?? merged(generic(name), builtIn[name] ?? [:]), override)
        }
        return shown.sorted { (order($0.value), $0.key) < (order($1.value), $1.key) }.map(\.value)
    }

    private static func generic(_ name: String) -> JSONValue {
        [
            "name": .string(name), "order": 1000,
            "verbose_name": .string(name.prefix(1).uppercased() + name.dropFirst()),
            "cloudbar": ["show": true, "title": .string(name)],
            "dashboard": ["show": true, "order": 1000, "description": .string("To the pages of \(name).")],
        ]
    }

    private static let builtIn: [String: JSONValue] = [
        "astakos": [
            "order": 1, "cloudbar": ["show": false],
            "dashboard": [
                "order": 3, "description": "Your profile, what you use of what you may use, and your access data.",
            ],
        ],
        "pithos": [
            "order": 2,
            "dashboard": [
                "order": 1, "description": "Your files: keep them here, share them, reach them from anywhere.",
            ],
        ],
        "cyclades": [
            "order": 3,
            "dashboard": ["order": 2, "description": "Your virtual machines and the networks between them."],
        ],
    ]

    private static func order(_ component: JSONValue) -> Int64 { component["order"]?.intValue ?? 1000 }

    private static func merged(_ base: JSONValue, _ change: JSONValue) -> JSONValue {
        guard case .object(let old) = base, case .object(let new) = change else { return change }
        return .object(old.merging(new) { merged($0, $1) })
    }
}
