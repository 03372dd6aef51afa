import FoundationEssentials

/// The variables this program was started with.
public enum Environment {
    public static var variables: [String: String] { ProcessInfo.processInfo.environment }
}
