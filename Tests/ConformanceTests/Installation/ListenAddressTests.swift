import Testing
import Vocabulary

@testable import Installation

/// What a newcomer reads when nothing can listen where they asked for.
struct ListenAddressTests {
    private func refusal(_ address: ListenAddress) -> String? {
        do {
            try address.check()
            return nil
        } catch let fault as Fault where fault.kind == .serviceUnavailable {
            return fault.message
        } catch {
            return nil
        }
    }

    @Test func aPortThatIsFreeIsFine() throws {
        for host in ["127.0.0.1", "0.0.0.0", "localhost"] {
            #expect(refusal(try ListenAddress(host: host, port: 0).withPort()) == nil)
        }
    }

    @Test func aPortThatIsTakenIsNamedWithTheWayOut() async throws {
        let taken = try TakenPort()
        let message = try #require(refusal(ListenAddress(host: "127.0.0.1", port: taken.port)))
        #expect(message.contains("127.0.0.1:\(taken.port)") && message.contains("Address already in use"))
        #expect(message.contains("--listen 127.0.0.1:9"))
    }

    @Test func anAddressOfNobodysIsNamedWithTheWayOut() throws {
        for host in ["192.0.2.1", "nohost.invalid"] {
            #expect(try #require(refusal(ListenAddress(host: host, port: 9))).contains("--listen"))
        }
    }
}
