import Astakos
import FoundationEssentials
import TestHTTP
import Testing
import VMBackends

@testable import Installation

/// What later starts find as it was, and what they follow.
struct FirstRunTests {
    @Test func aPasswordIsToldUntilTheUserHasAnotherOne() async throws {
        try await TestInstallation.withFolder { path in
            let data = DataDirectory(path: path)
            try await TestInstallation.start(path) { _ in }
            let first = try #require(try Credentials.load(from: data))
            try #require(first.password != nil)
            try await TestInstallation.start(path) { services in
                #expect(try Credentials.load(from: data)?.password == first.password)
                let user = try #require(try await services.astakos.users.lookup(email: first.username))
                try await services.astakos.users.setPassword("another-Passw0rd", of: user.id)
            }
            try await TestInstallation.start(path) { services in
                let later = try #require(try Credentials.load(from: data))
                #expect(later.password == nil)
                let user = try #require(try await services.astakos.users.lookup(email: first.username))
                let token = try await services.astakos.tokens.reveal(user.id)
                #expect(later.token == token)
            }
        }
    }

    @Test func anOperatorsAddressOfAComponentLastsAndOursFollow() async throws {
        let chosen = "https://compute.example.org/ui"
        try await TestInstallation.withFolder { path in
            try await TestInstallation.start(path) { services in
                let cyclades = try await services.astakos.components.find("cyclades")
                #expect(cyclades.url?.hasPrefix("http://127.0.0.1:9001/") == true)
                try await services.astakos.components.setURL(chosen, of: cyclades.id)
            }
            for port in [9001, 9002] {
                try await TestInstallation.start(path, port: port) { services in
                    let cyclades = try await services.astakos.components.find("cyclades")
                    let pithos = try await services.astakos.components.find("pithos")
                    #expect(cyclades.url == chosen)
                    #expect(pithos.url?.hasPrefix("http://127.0.0.1:\(port)/") == true)
                }
            }
        }
    }
}
