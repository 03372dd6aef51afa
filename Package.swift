// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: no warning survives, imports are internal unless they
/// say otherwise, and an existential is spelled `any`.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let asyncAlgorithms: Target.Dependency = .product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")

func part(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: house)
}

let package = Package(
    name: "synnefo",
    products: [
        .executable(name: "synnefo", targets: ["synnefo"]),
        .executable(name: "synnefo-testbed", targets: ["synnefo-testbed"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // C libraries from Debian.
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSpawn"),
        .systemLibrary(name: "CFileSync"),
        .systemLibrary(name: "CMemory"),
        // Its header only: librados is opened when an installation names it.
        .systemLibrary(name: "CRados", providers: [.apt(["librados-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        // Ground floor.
        part("Vocabulary"),
        part("ObjectPool"),
        part("Settings", ["Vocabulary", toml]),
        part("SQLAccess", ["Vocabulary"]),
        part("SQLiteAccess", ["SQLAccess", "ObjectPool", "CSQLite", log]),
        part("PostgresAccess", ["SQLAccess", "ObjectPool", "CPostgres", log]),
        part("HTTPClient", ["ObjectPool", "CCurl", httpTypes]),
        part("AstakosClient", ["Vocabulary", "HTTPClient", httpTypes]),
        part("QEMUClient", ["CSpawn", nioCore, nioPosix]),
        part("Branding", ["Settings"]),
        part(
            "APISupport",
            [
                "Vocabulary", "AstakosClient", hummingbirdCore, httpTypes, nioCore, nioPosix, nioHTTP1, nioWebSocket,
                nioHTTPTypes, nioHTTPTypesHTTP1, log, lifecycle,
            ]),

        // The three services: rules and SQL, no HTTP.
        part("Astakos", ["Vocabulary", "SQLAccess", "AstakosClient", "Settings", crypto, cryptoExtras, log]),
        part(
            "PithosBackend",
            [
                "Vocabulary", "SQLAccess", "AstakosClient", "Settings", "ObjectPool", "CFileSync", crypto, nioCore,
                nioPosix, log,
            ]),
        part("RadosAccess", ["Vocabulary", "PithosBackend", "CRados", nioCore, nioPosix, log]),
        part("Cyclades", ["Vocabulary", "PithosBackend", "SQLAccess", "AstakosClient", "Settings", crypto, log]),
        part("VMBackends", ["Vocabulary", "Cyclades", "QEMUClient", crypto, nioCore, nioPosix, log]),
        part("Dispatcher", ["Vocabulary", "Cyclades", log, lifecycle]),

        // Their HTTP.
        part(
            "AstakosAPI",
            [
                "Vocabulary", "Astakos", "AstakosClient", "APISupport", "Settings", hummingbirdCore, httpTypes, nioCore,
                log,
            ]),
        part(
            "PithosAPI",
            ["Vocabulary", "PithosBackend", "AstakosClient", "APISupport", hummingbirdCore, httpTypes, nioCore, crypto]),
        part(
            "CycladesAPI",
            ["Vocabulary", "Cyclades", "APISupport", "Settings", hummingbirdCore, httpTypes, nioCore, nioPosix, log]),

        // Composition and commands.
        part(
            "WebProject",
            [
                "Vocabulary", "Astakos", "AstakosAPI", "APISupport", "Branding", "Settings", crypto, hummingbirdCore,
                httpTypes, mustache,
            ]),
        part(
            "Installation",
            [
                "Vocabulary", "Settings", "SQLAccess", "SQLiteAccess", "PostgresAccess", "Astakos", "PithosBackend",
                "RadosAccess", "Cyclades", "QEMUClient", "VMBackends", "Dispatcher", "AstakosAPI", "PithosAPI",
                "CycladesAPI",
                "WebProject", "APISupport", hummingbirdCore, nioCore, nioPosix, log, lifecycle, signals,
            ]),
        part(
            "ManageCommands",
            [
                "Vocabulary", "Installation", "Settings", "AstakosClient", "Astakos", "PithosBackend", "Cyclades",
                "VMBackends", arguments, log,
            ]),
        .executableTarget(name: "synnefo", dependencies: ["ManageCommands", "CMemory"], swiftSettings: house),
        .executableTarget(
            name: "synnefo-testbed",
            dependencies: [
                "Vocabulary", "Installation", "Settings", "Astakos", "PithosBackend", "Cyclades", "VMBackends",
                "Dispatcher", "APISupport", hummingbirdCore, httpTypes, arguments, lifecycle, signals, log,
            ],
            swiftSettings: house),

        tests("VocabularyTests", ["Vocabulary"]),
        tests("ObjectPoolTests", ["ObjectPool"]),
        tests(
            "SQLAccessTests",
            ["SQLAccess", "SQLiteAccess", "PostgresAccess", "TestEngines", "ObjectPool", "Vocabulary"]),
        tests("SettingsTests", ["Settings"]),
        tests("HTTPClientTests", ["HTTPClient", "TestHTTP"]),
        tests("APISupportTests", ["APISupport", "TestHTTP"]),
        tests("AstakosTests", ["Astakos", "SQLiteAccess", "PostgresAccess", "TestEngines"]),
        tests(
            "AstakosAPITests",
            [
                "AstakosAPI", "Astakos", "AstakosClient", "APISupport", "HTTPClient", "Settings", "Vocabulary",
                "TestEngines", "TestHTTP", httpTypes,
            ]),
        tests("PithosBackendTests", ["PithosBackend", "SQLiteAccess", "PostgresAccess", "TestEngines"]),
        tests(
            "CycladesTests", ["Cyclades", "VMBackends", "Dispatcher", "SQLiteAccess", "PostgresAccess", "TestEngines"]),
        tests("VMBackendsTests", ["VMBackends", "QEMUClient"]),
        tests(
            "ConformanceTests",
            [
                "Installation", "TestEngines", "TestHTTP", "APISupport", "HTTPClient", "Settings", "AstakosClient",
                "Astakos", "AstakosAPI", "PithosAPI", "CycladesAPI", "VMBackends", "RadosAccess",
            ]),
        tests("WebProjectTests", ["WebProject", "Branding", "APISupport", "TestHTTP", httpTypes]),
        tests(
            "ManageCommandsTests", ["ManageCommands", "AstakosClient", "PithosBackend", "SQLAccess", "SQLiteAccess"]),
        tests("HouseTests"),
        // Requests to services without sockets and over them, for any test target.
        .target(
            name: "TestHTTP",
            dependencies: [
                "Vocabulary", "APISupport", "AstakosClient", hummingbirdCore, httpTypes, nioCore, nioPosix, log,
                lifecycle,
            ], path: "Tests/TestHTTP", swiftSettings: house),
        // Fresh databases on every engine, for any test target.
        .target(
            name: "TestEngines", dependencies: ["SQLAccess", "SQLiteAccess", "PostgresAccess"],
            path: "Tests/TestEngines", swiftSettings: house),
    ],
    swiftLanguageModes: [.v6]
)

// TARGETS=A,B builds a part of the house: these targets and what they stand on.
if let wanted = Context.environment["TARGETS"]?.split(separator: ",").map(String.init), !wanted.isEmpty {
    var kept = Set<String>()
    var queue = wanted
    let all = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
    while let name = queue.popLast() {
        guard let target = all[name], kept.insert(name).inserted else { continue }
        for dependency in target.dependencies {
            if case .byNameItem(let name, _) = dependency { queue.append(name) }
        }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products.removeAll { !kept.contains($0.name) }
}
