#if canImport(Glibc)
import Glibc
#endif

/// The variables this program was started with.
public enum Environment {
    public static let variables: [String: String] = {
        var variables: [String: String] = [:]
        var entry = environ
        while let line = entry.pointee {
            let text = String(cString: line)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        return variables
    }()
}
