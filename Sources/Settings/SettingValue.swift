public import Vocabulary

/// A type that a setting may have.
public protocol SettingValue: Sendable {
    /// What it is called in documents and complaints, for instance `whole number`.
    static var kindName: String { get }

    /// From a TOML file; nil when the value is of another kind.
    init?(file value: JSONValue)

    /// From an environment variable; nil when the text cannot be read so.
    init?(environment text: String)

    /// As it would be written in a TOML file; a secret's is `***`.
    var shown: String { get }
}

extension SettingValue where Self: LosslessStringConvertible {
    public init?(environment text: String) { self.init(text) }
    public var shown: String { description }
}

extension String: SettingValue {
    public static var kindName: String { "text" }
    public init?(file value: JSONValue) {
        guard let text = value.stringValue else { return nil }
        self = text
    }
    public init?(environment text: String) { self = text }
    public var shown: String { JSONWriter.text(self) }
}

extension Bool: SettingValue {
    public static var kindName: String { "true or false" }
    public init?(file value: JSONValue) {
        guard let flag = value.boolValue else { return nil }
        self = flag
    }
    public init?(environment text: String) {
        switch text.lowercased() {
        case "true", "yes", "on", "1": self = true
        case "false", "no", "off", "0": self = false
        default: return nil
        }
    }
}

extension Int64: SettingValue {
    public static var kindName: String { "whole number" }
    public init?(file value: JSONValue) {
        guard let number = value.intValue else { return nil }
        self = number
    }
}

extension Int: SettingValue {
    public static var kindName: String { Int64.kindName }
    public init?(file value: JSONValue) {
        guard let number = value.intValue.flatMap(Int.init(exactly:)) else { return nil }
        self = number
    }
}

extension Double: SettingValue {
    public static var kindName: String { "number" }
    public init?(file value: JSONValue) {
        switch value {
        case .double(let number): self = number
        case .int(let number): self = Double(number)
        default: return nil
        }
    }
}

extension Secret: SettingValue {
    public static var kindName: String { "secret text" }
    public init?(file value: JSONValue) {
        guard let text = value.stringValue else { return nil }
        self.init(text)
    }
    public init?(environment text: String) { self.init(text) }
    public var shown: String { isEmpty ? "\"\"" : description }
}

/// Nothing is the empty text, which is also how a file takes back what an earlier one has set.
extension Optional: SettingValue where Wrapped: SettingValue {
    public static var kindName: String { Wrapped.kindName }
    public init?(file value: JSONValue) {
        if value == "" {
            self = .none
        } else if let wrapped = Wrapped(file: value) {
            self = wrapped
        } else {
            return nil
        }
    }
    public init?(environment text: String) {
        if text.isEmpty {
            self = .none
        } else if let value = Wrapped(environment: text) {
            self = value
        } else {
            return nil
        }
    }
    public var shown: String { self?.shown ?? "\"\"" }
}

/// In the environment the elements are separated by commas, or written as in a file.
extension Array: SettingValue where Element: SettingValue {
    public static var kindName: String { "list of \(Element.kindName)" }
    public init?(file value: JSONValue) {
        guard let values = value.arrayValue else { return nil }
        let elements = values.compactMap(Element.init(file:))
        guard elements.count == values.count else { return nil }
        self = elements
    }
    public init?(environment text: String) {
        let text = text[...].trimmingSpaces()
        if text.hasPrefix("[") {
            if let list = WrittenValue.parse(text).flatMap(Self.init(file:)) {
                self = list
                return
            }
            // A text may begin with a bracket, as a regular expression does, but hardly so.
            if let next = text.dropFirst().first(where: { $0 != " " }), "\"']".contains(next) { return nil }
        }
        let texts = text.split(separator: ",").map { $0.trimmingSpaces() }
        let elements = texts.compactMap(Element.init(environment:))
        guard elements.count == texts.count else { return nil }
        self = elements
    }
    public var shown: String { "[\(map(\.shown).joined(separator: ", "))]" }
}

/// In the environment: `name=value` pairs separated by commas, or written as in a file or in JSON.
extension Dictionary: SettingValue where Key == String, Value: SettingValue {
    public static var kindName: String { "table of \(Value.kindName)" }
    public init?(file value: JSONValue) {
        guard let members = value.objectValue else { return nil }
        self = members.compactMapValues(Value.init(file:))
        guard count == members.count else { return nil }
    }
    public init?(environment text: String) {
        if text[...].trimmingSpaces().hasPrefix("{") {
            guard let table = WrittenValue.parse(text).flatMap(Self.init(file:)) else { return nil }
            self = table
            return
        }
        self = [:]
        for pair in text.split(separator: ",") {
            guard let equals = pair.firstIndex(of: "="),
                let value = Value(environment: pair[pair.index(after: equals)...].trimmingSpaces())
            else { return nil }
            self[pair[..<equals].trimmingSpaces()] = value
        }
    }
    public var shown: String {
        let pairs = sorted { $0.key < $1.key }.map { "\(JSONWriter.text($0.key)) = \($0.value.shown)" }
        return pairs.isEmpty ? "{}" : "{ \(pairs.joined(separator: ", ")) }"
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
