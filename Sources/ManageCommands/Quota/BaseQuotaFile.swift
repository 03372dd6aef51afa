import Astakos
import Vocabulary

/// A file of base quotas: on each line a user (uuid or e-mail address), a resource and a capacity.
struct BaseQuotaFile: Sendable {
    private let lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n").map(String.init)
    }

    /// Sets what can be set; a bad line is told and passed over.
    func apply(_ astakos: AstakosServices) async throws {
        for (number, line) in lines.enumerated() where !line.trimmed.isEmpty {
            do {
                try await apply(line, astakos)
            } catch let error as CommandError {
                Console.printError("Line \(number + 1) is passed over: \(error)")
            } catch let fault as Fault where fault.kind.status < 500 {
                Console.printError("Line \(number + 1) is passed over: \(fault.message)")
            }
        }
    }

    private func apply(_ line: String, _ astakos: AstakosServices) async throws {
        let words = line.trimmed.split(separator: " ").map(String.init)
        guard words.count == 3 else { throw CommandError("it should hold a user, a resource and a capacity.") }
        let user = try await astakos.users.find(named: words[0], emailAllowed: true)
        let change = try BaseQuotaChange(resource: words[1], capacity: words[2])
        try await change.apply(to: user, astakos.limits, asks: false)
    }
}
