import Cyclades
import FoundationEssentials
import Vocabulary

/// What a guest is told at its first start, as the three files of cloud-init's NoCloud data source.
///
/// The tiny image reads the same, a line at a time (images/tiny/README.md), hence the regular layout: one scalar a
/// line, block style. Passwords are in it as a hash only. Source: compute.md 3.2; cloud-init, NoCloud.
struct GuestSeed: Sendable, Equatable {
    var metaData: String
    var userData: String
    var networkConfig: String

    /// - Parameters:
    ///   - instanceID: Unique for the machine: the guest applies a seed once for each.
    ///   - passwordHash: In the form of `/etc/shadow`.
    ///   - nics: With every MAC decided.
    init(order: InstanceOrder, instanceID: String, passwordHash: String, nics: [MachineNIC]) {
        let hostName = HostName.make(from: order.displayName, fallback: order.name.rawValue)
        metaData = """
            instance-id: \(YAMLText.quoted(instanceID))
            local-hostname: \(YAMLText.quoted(hostName))

            """
        var lines = [
            "#cloud-config",
            "hostname: \(YAMLText.quoted(hostName))",
            "manage_etc_hosts: true",
            "disable_root: false",
            "ssh_pwauth: true",
            "users:",
        ]
        for user in Self.users(of: order.image) {
            lines += Self.lines(user: user, passwordHash: passwordHash, keys: order.sshKeys)
        }
        if !order.personality.isEmpty { lines.append("write_files:") }
        for file in order.personality { lines += Self.lines(file: file) }
        userData = lines.joined(separator: "\n") + "\n"
        networkConfig = Self.networkConfig(nics)
    }

    /// The users that get the password and the keys: image property `USERS`, space separated, `root` without it.
    static func users(of image: ImageSource) -> [String] {
        let named = (image.properties["USERS"] ?? "").split(separator: " ").map(String.init)
        return named.isEmpty ? ["root"] : named
    }

    private static func lines(user: String, passwordHash: String, keys: [String]) -> [String] {
        var lines = [
            "  - name: \(YAMLText.quoted(user))",
            "    lock_passwd: false",
            "    hashed_passwd: \(YAMLText.quoted(passwordHash))",
        ]
        if user != "root" {
            lines += ["    shell: \"/bin/bash\"", "    sudo: \"ALL=(ALL) NOPASSWD:ALL\""]
        }
        if !keys.isEmpty {
            lines.append("    ssh_authorized_keys:")
            lines += keys.map { "      - \(YAMLText.quoted($0))" }
        }
        return lines
    }

    /// Owner and group default to root, the mode to 0440 (compute.md 3.2).
    private static func lines(file: PersonalityFile) -> [String] {
        let owner = file.owner ?? "root"
        let octal = String((file.mode ?? 0o440) & 0o7777, radix: 8)
        var lines = [
            "  - path: \(YAMLText.quoted(file.path))",
            "    owner: \(YAMLText.quoted("\(owner):\(file.group ?? "root")"))",
            "    permissions: \(YAMLText.quoted(String(repeating: "0", count: max(4 - octal.count, 0)) + octal))",
            "    encoding: \"b64\"",
            "    content: \(YAMLText.quoted(Data(file.contents).base64EncodedString()))",
        ]
        // cloud-init writes files before it makes users, unless told to wait.
        if owner != "root" { lines.append("    defer: true") }
        return lines
    }

    /// DHCP on the public network, which QEMU answers; on a private one nobody does, so the address is given here.
    private static func networkConfig(_ nics: [MachineNIC]) -> String {
        guard !nics.isEmpty else { return "version: 2\nethernets: {}\n" }
        var lines = ["version: 2", "ethernets:"]
        for nic in nics {
            lines += ["  nic\(nic.index):", "    match:", "      macaddress: \(YAMLText.quoted(nic.mac))"]
            if nic.isPublic {
                lines.append("    dhcp4: true")
            } else if let address = nic.ipv4 {
                lines += ["    addresses:", "      - \(YAMLText.quoted(address + "/24"))"]
            } else {
                lines.append("    optional: true")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
