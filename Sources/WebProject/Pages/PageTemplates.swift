import Mustache
import Vocabulary

/// The pages that must work before any script runs (signing in, errors), and the files that bear the operator's colour.
public struct PageTemplates: Sendable {
    private let library: MustacheLibrary
    /// Where the files are that the pages refer to, as `{{static}}`.
    var assetAddress = AssetService.path

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
        let all = values.mapValues(Self.separated).merging(["static": assetAddress]) { given, _ in given }
        guard let page = library.render(all, withTemplate: name) else {
            throw Fault(.internalServerError, "The template \(name) is missing.")
        }
        return page
    }

    /// The text with a space of no width around markup that is one character with its neighbours.
    ///
    /// The library escapes by characters: a quotation mark with an accent on it is another one than the mark, would stay as
    /// it is, and would end an attribute.
    private static func separated(_ text: String) -> String {
        var safe = ""
        safe.reserveCapacity(text.utf8.count)
        for character in text {
            let scalars = character.unicodeScalars
            guard scalars.count > 1, scalars.contains(where: { markup.contains($0) }) else {
                safe.append(character)
                continue
            }
            for scalar in scalars {
                safe.unicodeScalars.append("\u{200B}")
                safe.unicodeScalars.append(scalar)
            }
            safe.unicodeScalars.append("\u{200B}")
        }
        return safe
    }

    private static let markup: Set<Unicode.Scalar> = ["<", ">", "&", "\"", "'"]
}
