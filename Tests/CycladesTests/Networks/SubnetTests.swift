import Cyclades
import Testing

struct SubnetTests {
    @Test(arguments: [
        ("10.0.0.0/24", 24), ("10.0.0.0", 32), ("0.0.0.0/0", 0), ("192.168.1.128/25", 25), ("255.255.255.255/32", 32),
    ])
    func networksAreRead(text: String, length: Int) throws {
        #expect(try #require(IPv4Subnet(text)).prefixLength == length)
    }

    @Test(arguments: [
        "10.0.0.5/24", "10.0.0/24", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/a", "10.0.0.256/32", "10.0.0.01/32", "",
        "10.0.0.0/-1", "a.b.c.d", "10.0.0.0/24/8", "1.0.0.0.0",
    ])
    func whatIsNoNetworkIsRefused(text: String) {
        #expect(IPv4Subnet(text) == nil)
    }

    @Test
    func membershipAndEnds() throws {
        let subnet = try #require(IPv4Subnet("10.0.0.0/29"))
        #expect(subnet.last.description == "10.0.0.7")
        #expect(subnet.contains(try #require(IPv4Address("10.0.0.7"))))
        #expect(!subnet.contains(try #require(IPv4Address("10.0.0.8"))))
    }

    @Test
    func sixthGenerationAddressesComeFromTheMAC() throws {
        let subnet = try #require(IPv6Subnet("2001:db8::/64"))
        #expect(
            subnet.address(ofMAC: "aa:00:00:3a:5c:01")?.description == "2001:db8::a800:ff:fe3a:5c01")
        #expect(subnet.address(ofMAC: "aa:00:00:3a:5c") == nil)
        #expect(subnet.address(ofMAC: "") == nil)
        #expect(try #require(IPv6Subnet("2001:db8::/48")).address(ofMAC: "aa:00:00:3a:5c:01") == nil)
        #expect(subnet.contains(try #require(IPv6Address("2001:db8::1"))))
        #expect(!subnet.contains(try #require(IPv6Address("2001:db9::1"))))
    }

    @Test(arguments: ["10.0.0.0/24", "2001:db8::1/64", "2001:db8::/129", "::/x", ""])
    func whatIsNoSixthGenerationNetworkIsRefused(text: String) {
        #expect(IPv6Subnet(text) == nil)
    }
}
