import Cyclades
import Vocabulary

/// How the making of a server's disk goes (operations.md 3.7, 3.8).
struct ProgressMessage {
    enum Content {
        /// 0 or more; may exceed 100.
        case percent(Int)
        case diagnostic(Diagnostic)
    }

    let message: EventMessage
    let instance: String

    init(_ message: EventMessage) throws {
        self.message = message
        instance = try message.subject("instance")
    }

    /// Nil for a message of another type.
    ///
    /// - Throws: `EventMessage.Refusal`.
    func content(at now: Timestamp) throws -> Content? {
        switch message.type {
        case "image-copy-progress": .percent(try percent())
        case "image-info", "image-warning", "image-error", "image-helper": .diagnostic(diagnostic(at: now))
        default: nil
        }
    }

    private func percent() throws -> Int {
        let number: Double?
        switch try message.member("progress") {
        case .int(let value): number = Double(value)
        case .double(let value): number = value
        case .string(let text): number = Int64(text).map(Double.init)
        default: throw EventMessage.Refusal.impossible("progress is not a number")
        }
        guard let number, number.isFinite, number > -1 else {
            throw EventMessage.Refusal.malformed("progress is not a number from 0 on")
        }
        return Int(min(number, 1_000_000))
    }

    private func diagnostic(at now: Timestamp) -> Diagnostic {
        let subtype = message.members["subtype"]?.stringValue ?? ""
        let isTask = message.type == "image-helper" && (subtype == "task-start" || subtype == "task-end")
        let source = isTask ? "\(message.type)-\(subtype)" : message.type
        let text = isTask ? message.members["task"]?.stringValue ?? "" : messages()
        let isBlank = text.allSatisfy(\.isWhitespace)
        return Diagnostic(
            level: level(subtype), source: source, sourceTime: message.time,
            message: isBlank ? Self.words(of: source) : text, details: message.members["stderr"]?.stringValue,
            created: now)
    }

    private func messages() -> String {
        switch message.members["messages"] {
        case .string(let text): text
        case .array(let parts): parts.compactMap(\.stringValue).joined(separator: " ")
        default: ""
        }
    }

    private func level(_ subtype: String) -> Diagnostic.Level {
        switch message.type {
        case "image-error": .error
        case "image-warning": .warning
        case "image-helper":
            switch subtype {
            case "error": .error
            case "warning": .warning
            case "info": .info
            default: .debug
            }
        default: .debug
        }
    }

    /// `image-helper-task-start` as `Image helper task start`.
    private static func words(of source: String) -> String {
        let text = source.replacing("-", with: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
