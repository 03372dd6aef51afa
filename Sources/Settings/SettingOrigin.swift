/// Where the value of a setting came from.
public enum SettingOrigin: Sendable, Hashable, CustomStringConvertible {
    case standard
    case file(path: String, line: Int)
    case environment(variable: String)

    public var description: String {
        switch self {
        case .standard: "default"
        case .file(let path, let line): "\(path):\(line)"
        case .environment(let variable): "environment \(variable)"
        }
    }
}
