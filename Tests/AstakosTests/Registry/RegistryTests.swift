import Astakos
import AstakosClient
import SQLAccess
import Settings
import TestEngines
import Testing
import Vocabulary

/// identity.md 3.11.
@Suite struct RegistryTests {
    @Test(arguments: TestEngine.available)
    func theStandardServicesMakeTheRecordedCatalog(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        let services = try await astakos.services.registry.list()
        #expect(
            services.map(\.name) == [
                "astakos_weblogin", "astakos_account", "astakos_identity", "cyclades_compute", "cyclades_admin",
                "cyclades_vmapi", "cyclades_plankton", "pithos_object-store",
            ])
        let compute = services[3]
        #expect(compute.type == "compute")
        #expect(compute.component == "cyclades")
        #expect(compute.uiURL == "http://cloud.test/cyclades/ui")
        #expect(compute.endpoints.count == 1)
        #expect(compute.endpoints.first?["publicURL"] == "http://cloud.test/cyclades/compute/v2.0/")
        #expect(compute.endpoints.first?["versionId"] == "v2.0")
        #expect(services[0].endpoints.first?["publicURL"] == "http://cloud.test/astakos/weblogin/")
        #expect(try await astakos.services.registry.find("4") == compute)
        #expect(try await astakos.services.registry.find("cyclades_compute") == compute)
    }

    @Test(arguments: TestEngine.available)
    func registeringAgainReplacesEndpointsAndKeepsLimits(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        let registered = try await astakos.services.registry.register(
            StandardServices.definitions(of: "cyclades", baseURL: "https://new.test"))
        #expect(registered.allSatisfy { !$0.isNew && $0.resources.allSatisfy { !$0.isNew } })
        let compute = try await astakos.services.registry.find("cyclades_compute")
        #expect(compute.endpoints.map { $0["publicURL"] } == ["https://new.test/compute/v2.0/"])
        #expect(try await astakos.services.resources.find(named: "cyclades.vm").limit == 10)
        #expect(try await astakos.services.registry.list().count == 8)
    }

    @Test(arguments: TestEngine.available)
    func aServiceOfAnotherComponentIsNotTakenOver(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        await #expect(throws: fault(.conflict, "Service 'cyclades_compute' belongs to component 'cyclades'.")) {
            try await astakos.services.registry.register([
                ServiceDefinition(name: "new", type: "new", component: "pithos", endpoints: []),
                ServiceDefinition(name: "cyclades_compute", type: "compute", component: "pithos", endpoints: []),
            ])
        }
        await #expect(throws: fault(.itemNotFound, "There is no component named 'nosuch'.")) {
            try await astakos.services.registry.register([
                ServiceDefinition(name: "new", type: "new", component: "nosuch", endpoints: [])
            ])
        }
        #expect(try await astakos.services.registry.list().count == 8)
    }

    @Test(arguments: TestEngine.available)
    func aComponentsTokenIsItsOwn(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let components = astakos.services.components
        let user = try await astakos.user()
        let (extra, token) = try await components.add(name: "extra", url: "http://extra.test/ui")
        #expect(try await components.authenticate(token: token) == extra)
        #expect(try await components.tokens() == [extra.id: token])
        let userToken = try await astakos.services.tokens.reveal(user.id)
        await #expect(throws: fault(.unauthorized, "Invalid X-Auth-Token")) {
            try await components.authenticate(token: userToken)
        }
        await #expect(throws: fault(.unauthorized, "Invalid X-Auth-Token")) {
            try await astakos.services.tokens.authenticate(token: token)
        }
        let renewed = try await components.renewToken(of: extra.id)
        await #expect(throws: fault(.unauthorized, "Invalid X-Auth-Token")) {
            try await components.authenticate(token: token)
        }
        #expect(try await components.authenticate(token: renewed).name == "extra")
        #expect(try await components.renewToken(of: extra.id, to: "cyclades-service-token") == "cyclades-service-token")
        await #expect(throws: Fault.self) { try await components.renewToken(of: extra.id, to: "a b") }
    }

    @Test(arguments: TestEngine.available)
    func namesAndAddressesOfComponentsAreUnique(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let components = astakos.services.components
        let (one, _) = try await components.add(name: "one", url: "http://one.test/")
        await #expect(throws: fault(.conflict, "There already exists a component named 'one'.")) {
            try await components.add(name: "one", url: "http://two.test/")
        }
        await #expect(throws: fault(.conflict, "There already exists a component with URL 'http://one.test/'.")) {
            try await components.add(name: "two", url: "http://one.test/")
        }
        for url in ["javascript:alert(1)", "http://", "https:///ui", "ftp://two.test/"] {
            await #expect(throws: Fault.self) { try await components.add(name: "two", url: url) }
        }
        #expect(try await components.find("one") == one)
        #expect(try await components.find("\(one.id)") == one)
        try await components.setURL("http://new.test/", of: one.id)
        #expect(try await components.list().map(\.url) == ["http://new.test/"])
        try await components.remove(one.id)
        await #expect(throws: Fault.self) { try await components.find("one") }
    }

    @Test(arguments: TestEngine.available)
    func removingAComponentRemovesItsServices(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        let cyclades = try await astakos.services.components.find("cyclades")
        try await astakos.services.components.remove(cyclades.id)
        #expect(try await astakos.services.registry.list().map(\.component).contains("cyclades") == false)
    }

    @Test(arguments: TestEngine.available)
    func limitsAreSetAllOrNone(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        let resources = astakos.services.resources
        await #expect(throws: Fault.self) { try await resources.setLimits(["cyclades.vm": 3, "nosuch": 1]) }
        #expect(try await resources.find(named: "cyclades.vm").limit == 10)
        try await resources.setLimits(["cyclades.vm": 3, "cyclades.cpu": 6])
        #expect(try await resources.find(named: "cyclades.vm").limit == 3)
        #expect(try await resources.find(named: "cyclades.cpu").limit == 6)
    }

    @Test(arguments: TestEngine.available)
    func aResourceIsCountedInBytesOrPieces(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        let road = ResourceDefinition(
            name: "cyclades.road", description: "", unit: "miles", serviceType: "compute",
            serviceOrigin: "cyclades_compute")
        await #expect(
            throws: fault(
                .badRequest, "The unit of resource 'cyclades.road' should be bytes, or null for what is counted.")
        ) {
            try await astakos.services.resources.register([road])
        }
    }
}
