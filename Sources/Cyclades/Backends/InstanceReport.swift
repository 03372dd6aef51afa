/// What a backend knows of one instance.
public struct InstanceReport: Sendable, Hashable {
    public var name: InstanceName
    public var isRunning: Bool
    /// Ports of this host that lead to ports of the guest, where the network is user mode.
    public var portForwards: [PortForward]

    public init(name: InstanceName, isRunning: Bool, portForwards: [PortForward] = []) {
        self.name = name
        self.isRunning = isRunning
        self.portForwards = portForwards
    }
}

/// A TCP port of this host that leads to one of the guest's.
public struct PortForward: Sendable, Hashable, Codable {
    public var guest: Int
    /// An address of this host, loopback unless the settings say otherwise.
    public var host: String
    public var port: Int

    public init(guest: Int, host: String, port: Int) {
        self.guest = guest
        self.host = host
        self.port = port
    }
}

/// Where a VNC server answers, and the password that is good for one connection within a minute.
public struct ConsoleEndpoint: Sendable, Hashable {
    public enum Address: Sendable, Hashable {
        case tcp(host: String, port: Int)
        case unix(path: String)
    }

    public var address: Address
    /// At most 8 characters count in VNC authentication.
    public var password: String

    public init(address: Address, password: String) {
        self.address = address
        self.password = password
    }
}
