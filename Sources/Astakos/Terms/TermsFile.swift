import Dispatch
import FoundationEssentials
import Vocabulary

/// The operator's file with the text of terms of use, read away from the threads that all tasks share.
struct TermsFile: Sendable {
    /// A long contract is a tenth of it.
    private static let maxBytes = 1 << 20

    private static let queue = DispatchQueue(label: "terms")

    let path: String

    /// - Throws: serviceUnavailable, with the reason for the log.
    func read() async throws -> String {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<String, any Error>) in
            Self.queue.async { continuation.resume(with: Result { try readNow() }) }
        }
    }

    private func readNow() throws -> String {
        let url = URL(filePath: path).resolvingSymlinksInPath()
        // Looked at before it is read: a pipe would wait for ever, and a device never end.
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: url.path),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { throw Self.fault(TermsFileError.unreadable(path)) }
        guard attributes[.size] as? UInt64 ?? 0 <= UInt64(Self.maxBytes) else {
            throw Self.fault(TermsFileError.tooLong(path))
        }
        guard let data = try? Data(contentsOf: url) else { throw Self.fault(TermsFileError.unreadable(path)) }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Self.fault(TermsFileError.notUTF8(path))
        }
        return text
    }

    private static func fault(_ cause: TermsFileError) -> Fault {
        Fault(.serviceUnavailable, "The terms of use cannot be shown now. Ask the administrator.", cause: cause)
    }
}

/// Why the text of terms cannot be shown, for operators.
enum TermsFileError: Error, CustomStringConvertible {
    case unreadable(String)
    case tooLong(String)
    case notUTF8(String)

    var description: String {
        switch self {
        case .unreadable(let path): "\(path) is no file that can be read."
        case .tooLong(let path): "\(path) is larger than 1 MiB."
        case .notUTF8(let path): "\(path) is not UTF-8 text."
        }
    }
}
