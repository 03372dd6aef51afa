import Testing

/// Rules of the house that the compiler does not know.
struct SourceRulesTests {
    /// A file is about one type or one resource; one that is longer is usually about two.
    static let lineCountMax = 400

    @Test func nothingInSourcesStopsTheProcess() throws {
        let forbidden = /\btry!|\bfatalError\(|\bas!\s/
        let found = try SourceFile.all(in: "Sources").flatMap { file in
            file.code.filter { $0.text.contains(forbidden) }.map { "\(file.path):\($0.number): \($0.text)" }
        }
        #expect(found == [])
    }

    @Test func foundationIsImportedOnlyWhereItIsNeeded() throws {
        let whole: Set = ["Foundation", "FoundationXML"]
        let found = Set(
            try SourceFile.all(in: "Sources").filter { file in file.imports.contains { whole.contains($0.module) } }
                .map(\.target))
        #expect(found.subtracting(Exceptions.foundation).sorted() == [], "FoundationEssentials has to do here")
        #expect(Exceptions.foundation.subtracting(found).sorted() == [], "exceptions no longer needed")
    }

    @Test func filesStaySmall() throws {
        let files = try SourceFile.all(in: "Sources") + SourceFile.all(in: "Tests")
        let long = Set(files.filter { $0.lines.count > Self.lineCountMax }.map(\.path))
        #expect(long.subtracting(Exceptions.longFiles).sorted() == [], "more than \(Self.lineCountMax) lines")
        #expect(Exceptions.longFiles.subtracting(long).sorted() == [], "exceptions no longer needed")
    }

    @Test(arguments: ["Utils", "Utilities", "Helper", "Helpers", "Manager", "Core", "Misc", "Common"])
    func noNameSaysNothing(word: String) throws {
        let found = try SourceFile.all(in: "Sources").map(\.path).filter { $0.hasSuffix("\(word).swift") }
        #expect(found == [])
    }

    @Test func nothingIsLeftForLater() throws {
        let marks = /\b(?:TODO|FIXME|XXX|HACK)\b/
        let found = try SourceFile.all(in: "Sources").flatMap { file in
            file.lines.filter { $0.contains(marks) }.map { "\(file.path): \($0)" }
        }
        #expect(found == [])
    }
}
