import Testing

/// Imports point one way: routes → service → store → SQL. The manifest says what a target stands on; here every
/// `import` line is held to it, since a module that some dependency brings along could be imported without a word.
struct ImportDirectionTests {
    /// What comes with the compiler.
    static let toolchain: Set = [
        "Swift", "Foundation", "FoundationEssentials", "FoundationXML", "Dispatch", "Glibc", "Synchronization",
        "Testing",
        "RegexBuilder",
    ]
    /// Where both the rules and the state of a service live, and no HTTP.
    static let services: Set = ["Astakos", "PithosBackend", "Cyclades", "VMBackends", "Dispatcher"]
    /// Modules that speak HTTP to clients.
    static let http: Set = [
        "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOHTTP1", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOWebSocket",
        "APISupport", "AstakosAPI", "PithosAPI", "CycladesAPI", "WebProject",
    ]
    /// The one target that may import each of the C libraries.
    static let owners = [
        "CSQLite": "SQLiteAccess", "CPostgres": "PostgresAccess", "CCurl": "HTTPClient", "CRados": "RadosAccess",
    ]

    @Test func everyImportIsADependencyInTheManifest() throws {
        let manifest = try Manifest.load()
        let files = try SourceFile.all(in: "Sources")
        #expect(!files.isEmpty)
        #expect(strays(in: files) { manifest.dependencies(of: $0) } == [])
    }

    /// A test may also import what the target it tests stands on.
    @Test func everyImportOfATestIsADependencyInTheManifest() throws {
        let manifest = try Manifest.load()
        let files = try SourceFile.all(in: "Tests")
        #expect(strays(in: files) { manifest.allDependencies(of: $0) } == [])
    }

    /// Import lines that name something which is not `allowed` for their target, nor part of the toolchain.
    private func strays(in files: [SourceFile], allowed: (String) -> Set<String>?) -> [String] {
        files.flatMap { file -> [String] in
            guard let allowed = allowed(file.target) else { return ["\(file.path) belongs to no target"] }
            return file.imports.filter { !Self.toolchain.contains($0.module) && !allowed.contains($0.module) }
                .map { "\(file.path):\($0.line) imports \($0.module), which Package.swift does not give it" }
        }
    }

    @Test func everyDependencyInTheManifestIsImported() throws {
        let files = try SourceFile.all(in: "Sources")
        let imports = Dictionary(grouping: files, by: \.target)
            .mapValues { files in Set(files.flatMap(\.imports).map(\.module)) }
        var unused: Set<String> = []
        for target in try Manifest.load().targets {
            guard let imported = imports[target.name] else { continue }
            for dependency in target.dependencies where !imported.contains(dependency.name) {
                unused.insert("\(target.name) \(dependency.name)")
            }
        }
        #expect(unused.subtracting(Exceptions.unusedDependencies).sorted() == [], "take these out of Package.swift")
        #expect(Exceptions.unusedDependencies.subtracting(unused).sorted() == [], "exceptions no longer needed")
    }

    @Test func servicesKnowNoHTTP() throws {
        for target in try Manifest.load().targets where Self.services.contains(target.name) {
            let http = Set(target.dependencies.map(\.name)).intersection(Self.http)
            #expect(http.sorted() == [], "\(target.name) holds rules and state, no HTTP")
        }
    }

    @Test func cLibrariesAreImportedInOnePlaceEach() throws {
        var strays: [String] = []
        for file in try SourceFile.all(in: "Sources") + SourceFile.all(in: "Tests") {
            for (module, line) in file.imports {
                guard let owner = Self.owners[module], owner != file.target else { continue }
                strays.append("\(file.path):\(line) imports \(module), which only \(owner) may")
            }
        }
        #expect(strays == [])
    }
}
