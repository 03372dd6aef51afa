import Mustache
import Vocabulary

/// The pages that must work before any script runs: signing in, errors.
public struct PageTemplates: Sendable {
    private let library: MustacheLibrary

    /// Reads `*.mustache` in a folder.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` that names the folder.
    public init(folder: String) async throws {
        do {
            library = try await MustacheLibrary(directory: folder)
        } catch {
            throw Fault(.serviceUnavailable, "The page templates in \(folder) cannot be read.", cause: error)
        }
    }

    /// - Throws: `Fault(.internalServerError)` when there is no template of this name.
    public func render(_ name: String, _ values: [String: String]) throws -> String {
        guard let page = library.render(values, withTemplate: name) else {
            throw Fault(.internalServerError, "The page \(name) is missing.")
        }
        return page
    }
}
