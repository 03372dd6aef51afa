import SQLAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// What containers and accounts are set to goes over, or is named. Source: object-storage.md 6.3.
struct AccountMergeSettingsTests {
    private func merge(_ store: Store) async throws -> AccountMerge.Report {
        try await store.services.merge(of: Store.alice, into: Store.bob).run()
    }

    private func open(_ store: Store, of account: UserID, read: String, color: String) async throws {
        _ = try await store.containers.create(
            try Store.container("c", of: account), for: account, metadata: ["X-Container-Meta-Color": color],
            policy: ["versioning": "none"],
            access: ContainerACLChange(
                read: try ContainerACL(read, .read), write: try ContainerACL(Store.carol.rawValue, .write)))
    }

    @Test(arguments: TestEngine.available)
    func aContainerIsMadeWithItsAccessLists(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await open(store, of: Store.alice, read: ".r:*,.rlistings,\(Store.carol)", color: "red")
        try await store.put("a", "seen by carol")
        let report = try await merge(store)
        #expect(report.kept.isEmpty && report.failures.isEmpty)
        let path = try Store.container("c", of: Store.bob)
        let details = try #require(try await store.containers.find(path, for: Store.bob).details)
        #expect(details.metadata == ["X-Container-Meta-Color": "red"])
        #expect(details.policy.keepsHistory == false)
        #expect(details.system[.readers] == ".r:*,.rlistings,\(Store.carol)")
        #expect(details.system[.writers] == Store.carol.rawValue)
        #expect(try await store.read("a", of: Store.bob, by: Store.carol) == "seen by carol")
        try await store.put("b", "carol's", of: Store.bob, by: Store.carol)
        #expect(try await merge(store).kept.isEmpty)
    }

    /// It may hold what the source's lists were not made for.
    @Test(arguments: TestEngine.available)
    func aContainerThatIsThereStaysAsItIsAndThatIsNamed(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await open(store, of: Store.alice, read: ".r:*", color: "red")
        try await store.makeContainer("c", of: Store.bob)
        let kept: [AccountMerge.Kept] = [
            .container(
                "c",
                headers: [
                    "X-Container-Meta-Color", "X-Container-Policy-Versioning", "X-Container-Read", "X-Container-Write",
                ])
        ]
        #expect(try await store.services.merge(of: Store.alice, into: Store.bob).kept() == kept)
        #expect(try await merge(store).kept == kept)
        let details = try await store.containers.find(try Store.container("c", of: Store.bob), for: Store.bob).details
        #expect(details?.system.isEmpty == true && details?.metadata.isEmpty == true)
    }

    @Test(arguments: TestEngine.available)
    func metadataOfTheAccountGoesOverButNoKeyToIt(engine: TestEngine) async throws {
        let store = try await Store(engine)
        func set(_ account: UserID, _ metadata: [String: String]) async throws {
            try await store.services.accounts.update(
                account, for: account, metadata: .merge(metadata),
                groups: GroupChange(groups: [:], replacesAll: false))
        }
        try await set(
            Store.alice,
            [
                "X-Account-Meta-Color": "red", "X-Account-Meta-Shape": "round",
                "X-Account-Meta-Temp-Url-Key": "secret", "X-Account-Meta-Temp-Url-Key-2": "old",
            ])
        try await set(Store.bob, ["X-Account-Meta-Shape": "square"])
        let report = try await merge(store)
        #expect(
            report.kept == [
                .account(
                    headers: [
                        "X-Account-Meta-Shape", "X-Account-Meta-Temp-Url-Key", "X-Account-Meta-Temp-Url-Key-2",
                    ])
            ])
        let details = try await store.services.accounts.find(Store.bob, for: Store.bob).details
        #expect(details?.metadata == ["X-Account-Meta-Color": "red", "X-Account-Meta-Shape": "square"])
        try await set(Store.bob, ["X-Account-Meta-Shape": "round"])
        #expect(try await merge(store).kept.count == 1)
    }
}
