import Testing

/// Where a test program starts: Swift Testing and nothing else.
///
/// SwiftPM looks for this file by its name. Without it SwiftPM would search the index of every build for XCTest
/// cases, so that nothing could be built without an index; we have none of either.
@main
struct TestProgram {
    static func main() async {
        await Testing.__swiftPMEntryPoint() as Never
    }
}
