import Cyclades
import Testing
import Vocabulary

@testable import VMBackends

struct SHA512CryptTests {
    /// From the author's paper, and the answer of glibc's crypt(3) for a salt that is too long.
    @Test(arguments: [
        (
            "Hello world!", "saltstring",
            "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
        ),
        (
            "This is just a test", "toolongsaltstring",
            "$6$toolongsaltstrin$lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8audkUEm0"
        ),
    ])
    func publishedVectorsHold(password: String, salt: String, hash: String) {
        #expect(SHA512Crypt.hash(password, salt: salt) == hash)
    }

    @Test func everyHashHasItsOwnSalt() {
        #expect(SHA512Crypt.hash("secret") != SHA512Crypt.hash("secret"))
    }
}

struct HostNameTests {
    @Test(arguments: [
        ("My Debian server", "my-debian-server"),
        ("  web_01.example  ", "web-01-example"),
        ("Ελλάδα", "snf-42"),
        ("--a--", "a"),
        ("", "snf-42"),
        (String(repeating: "x", count: 62) + " tail", String(repeating: "x", count: 62)),
    ])
    func aServersNameBecomesALabel(name: String, label: String) {
        #expect(HostName.make(from: name, fallback: "snf-42") == label)
    }
}

struct GuestSeedTests {
    private func order(
        users: String? = nil, keys: [String] = [], files: [PersonalityFile] = [], name: String = "Web"
    ) -> InstanceOrder {
        InstanceOrder(
            name: InstanceName("snf-42"), displayName: name, cpus: 1, memoryMiB: 128, diskGiB: 1, diskTemplate: "file",
            image: .fixed([], properties: users.map { ["USERS": $0] } ?? [:]), adminPassword: "s3cret", sshKeys: keys,
            personality: files, nics: [], parametersKey: "")
    }

    private func seed(_ order: InstanceOrder, nics: [MachineNIC] = []) -> GuestSeed {
        GuestSeed(order: order, instanceID: "snf-42-1", passwordHash: "$6$s$h", nics: nics)
    }

    @Test func thePasswordIsInItAsAHashOnly() {
        let seed = seed(order())
        #expect(!seed.userData.contains("s3cret"))
        #expect(seed.userData.contains("hashed_passwd: \"$6$s$h\""))
    }

    @Test func everyUserOfTheImageGetsThePasswordAndTheKeys() {
        let text = seed(order(users: "root ann", keys: ["ssh-ed25519 AAAA me"])).userData
        #expect(text.split(separator: "\n").count { $0.contains("hashed_passwd") } == 2)
        #expect(text.split(separator: "\n").count { $0.contains("- \"ssh-ed25519 AAAA me\"") } == 2)
        #expect(text.contains("  - name: \"ann\"\n"))
    }

    @Test func rootIsTheUserOfAnImageThatNamesNone() {
        #expect(seed(order()).userData.contains("  - name: \"root\"\n"))
    }

    @Test func aFileKeepsItsOwnerAndModeOrGetsTheDefaults() {
        let files = [
            PersonalityFile(path: "/a", contents: Array("x".utf8)),
            PersonalityFile(path: "/b", contents: [0xFF], owner: "ann", group: "users", mode: 384),
        ]
        let text = seed(order(files: files)).userData
        #expect(text.contains("path: \"/a\"\n    owner: \"root:root\"\n    permissions: \"0440\"\n"))
        #expect(text.contains("path: \"/b\"\n    owner: \"ann:users\"\n    permissions: \"0600\"\n"))
        #expect(text.contains("content: \"/w==\"\n    defer: true"))
    }

    @Test func whatAUserWritesCannotLeaveItsScalar() {
        let text = seed(order(keys: ["a\"\nusers: []\\"])).userData
        #expect(text.contains("      - \"a\\\"\\nusers: []\\\\\"\n"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("users:") } == 1)
    }

    @Test func thePublicNetworkUsesDHCPAndAPrivateOneTheGivenAddress() {
        let nics = [
            MachineNIC(
                NICOrder(
                    index: 0, network: "n1", isPublic: true, mac: "aa:00:00:00:00:01", ipv4: "198.51.100.7", ipv6: nil)),
            MachineNIC(
                NICOrder(
                    index: 1, network: "n2", isPublic: false, mac: "aa:00:00:00:00:02", ipv4: "10.0.0.2", ipv6: nil)),
        ]
        let text = seed(order(), nics: nics).networkConfig
        #expect(text.contains("macaddress: \"aa:00:00:00:00:01\"\n    dhcp4: true"))
        #expect(text.contains("macaddress: \"aa:00:00:00:00:02\"\n    addresses:\n      - \"10.0.0.2/24\""))
    }
}
