import Cyclades
import FoundationEssentials
import Glibc
import QEMUClient
import Testing
import Vocabulary

@testable import VMBackends

/// The tiny image, started with all that a user may give a server.
@Suite(.enabled(if: MachineTests.areRunnable, Comment(rawValue: MachineTests.reason)))
struct TinyImageTests {
    private let name = InstanceName("snf-42")

    private static let ssh = Program.find("ssh")
    private static let keyMaker = Program.find("ssh-keygen")
    private static let builder = #filePath.components(separatedBy: "/Tests/")[0] + "/images/tiny/build"

    private func build(_ directory: String) async throws -> [UInt8] {
        let log = directory + "/build.log"
        // Programs are given no environment of ours; the builder keeps its cache at home.
        let home = ["HOME", "SYNNEFO_CACHE"].compactMap { (name: String) -> String? in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        let outcome = try await Program(path: "/usr/bin/env").run(
            home + [Self.builder], errorLog: log, timeout: .seconds(180))
        try #require(outcome.status == 0, "\(outcome.errorText)")
        let path = try #require(outcome.errorText.split(separator: "\n").last)
        return try await offPool { Array(try Files.read(String(path))) }
    }

    @Test(.enabled(if: ssh != nil && keyMaker != nil, "needs the Debian package openssh-client"))
    func aSeedReachesTheGuestAndEverythingSurvivesAReboot() async throws {
        try await withDirectory { path in
            let key = path + "/key"
            let made = try await #require(Self.keyMaker).run(
                ["-q", "-t", "ed25519", "-N", "", "-f", key], errorLog: path + "/keygen.log", timeout: .seconds(10))
            try #require(made.status == 0)
            let publicKey = String(decoding: try Files.read(key + ".pub"), as: UTF8.self).filter { $0 != "\n" }

            var order = InstanceOrder.fixed(image: .fixed(try await build(path)))
            order.displayName = "My web server"
            order.sshKeys = [publicKey]
            order.personality = [
                PersonalityFile(path: "/root/deep/note", contents: Array("one \"two\"\n".utf8), mode: 0o640),
                PersonalityFile(path: "/etc/motd", contents: Array("hello\n".utf8)),
            ]
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel, patience: .seconds(30)) { backend in
                let end = try await channel.end(of: backend.create(order))
                try #require(end["status"] == "success", "\(end)")
                try #require(await isUp(backend, times: 1))
                let guest = Guest(
                    ports: try #require(await backend.instances().first).portForwards, key: key, log: path)

                let answer = try await guest.run(
                    "hostname; stat -c '%a %U:%G' /root/deep/note /etc/motd; cat /root/deep/note; grep ^root: /etc/shadow | cut -d: -f2; ip -4 -o addr show eth0 | awk '{print $4}'"
                )
                let lines = answer.split(separator: "\n").map(String.init)
                try #require(lines.count == 6, "\(answer)")
                #expect(Array(lines.prefix(4)) == ["my-web-server", "640 root:root", "440 root:root", "one \"two\""])
                let salt = String(lines[4].split(separator: "$").dropFirst().first ?? "")
                #expect(lines[4] == SHA512Crypt.hash("Passw0rd12", salt: salt))
                #expect(lines[5] == "198.51.100.7/24")

                // The guest's agent takes the reboot, so QEMU goes on.
                _ = try await guest.run("echo kept > /root/kept; sync")
                #expect(
                    try await channel.end(of: backend.reboot(name, type: .soft), within: .seconds(60))["status"]
                        == "success")
                try #require(await isUp(backend, times: 2))
                #expect(
                    try await guest.run("cat /root/kept; cat /root/deep/note; wc -l < /root/.ssh/authorized_keys")
                        == "kept\none \"two\"\n1")

                let down = try await channel.end(of: backend.shutdown(name), within: .seconds(60))
                #expect(down["status"] == "success")
            }
        }
    }

    /// The marker that the guest prints when SSH and HTTP answer. Under emulation on a busy host this takes a while.
    private func isUp(_ backend: QEMUBackend, times: Int) async throws -> Bool {
        try await eventually(within: .seconds(180)) {
            try await backend.serialText(of: name).components(separatedBy: "SYNNEFO-READY my-web-server").count == times
                + 1
        }
    }
}

/// Commands in a guest, over SSH.
private struct Guest {
    var ports: [PortForward]
    var key: String
    var log: String

    /// - Returns: What the command printed.
    func run(_ command: String) async throws -> String {
        let port = try #require(ports.first { $0.guest == 22 }?.port)
        let output = log + "/ssh-\(UUIDText.random()).log"
        let outcome = try await #require(Program.find("ssh")).run(
            [
                "-q", "-i", key, "-p", "\(port)", "-o", "StrictHostKeyChecking=no", "-o",
                "UserKnownHostsFile=/dev/null",
                "-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "root@127.0.0.1", command,
            ], errorLog: output, timeout: .seconds(60))
        try #require(outcome.status == 0, "\(outcome.errorText)")
        return outcome.errorText
    }
}
