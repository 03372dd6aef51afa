import Vocabulary

/// A mail in plain text.
public struct MailMessage: Sendable, Hashable {
    public var sender: String
    public var recipients: [String]
    public var subject: String
    public var body: String

    public init(sender: String, recipients: [String], subject: String, body: String) {
        self.sender = sender
        self.recipients = recipients
        self.subject = subject
        self.body = body
    }
}

extension MailMessage {
    /// As RFC 5322 wants it, ready to be handed to any mail system.
    func text(at time: Timestamp, id: String) -> String {
        """
        From: \(Self.header(sender))
        To: \(recipients.map(Self.header).joined(separator: ", "))
        Subject: \(Self.encoded(Self.header(subject)))
        Date: \(time.rfc1123)
        Message-ID: <\(id)@synnefo>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        \(body)

        """
    }

    /// Nothing in a header may begin another one.
    private static func header(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
    }

    /// RFC 2047, where it is not plain ASCII.
    private static func encoded(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 128 }) else { return text }
        return "=?utf-8?q?\(PercentEncoding.encode(text).replacing("%", with: "="))?="
    }
}

/// Hands mails over to whatever delivers them.
public protocol Mailer: Sendable {
    /// Returns when the mail is safe: delivered to a mail system or to disk.
    func send(_ message: MailMessage) async throws
}
