import Dispatch
import FoundationEssentials
public import Logging
import Vocabulary

/// Writes each mail into a file of a directory, where an administrator reads it or a mail system picks it up.
public struct SpoolMailer: Mailer {
    private let directory: String
    private let logger: Logger
    private let queue = DispatchQueue(label: "mail")

    /// - Parameter directory: made when it does not exist.
    public init(directory: String, logger: Logger = Logger(label: "mail")) {
        self.directory = directory
        self.logger = logger
    }

    public func send(_ message: MailMessage) async throws {
        let id = UUIDText.random()
        let time = Timestamp.now()
        let path = "\(directory)/\(time.microseconds)-\(id).eml"
        let text = message.text(at: time, id: id)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async {
                continuation.resume(
                    with: Result {
                        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
                    })
            }
        }
        logger.info("A mail is waiting in the spool", metadata: ["file": "\(path)"])
    }
}
