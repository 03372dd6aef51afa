public import Vocabulary

/// All that a backend needs to make one instance (compute.md 2.4, 3.2).
public struct InstanceOrder: Sendable {
    public var name: InstanceName
    /// The server's name as its user gave it; the guest's host name is made from it.
    public var displayName: String
    public var cpus: Int
    public var memoryMiB: Int
    public var diskGiB: Int
    /// How the backend keeps the disk, for instance `drbd`, `plain`, `file`.
    public var diskTemplate: String
    public var image: ImageSource
    /// The administrator's (or default user's) password; never logged.
    public var adminPassword: String
    /// Lines for `authorized_keys`.
    public var sshKeys: [String]
    public var personality: [PersonalityFile]
    /// In order of index.
    public var nics: [NICOrder]
    /// By which the VM API gives out the same once more (`ServerParameters`), for a backend whose nodes ask there. Never
    /// log it.
    public var parametersKey: String

    public init(
        name: InstanceName, displayName: String, cpus: Int, memoryMiB: Int, diskGiB: Int, diskTemplate: String,
        image: ImageSource, adminPassword: String, sshKeys: [String], personality: [PersonalityFile], nics: [NICOrder],
        parametersKey: String
    ) {
        self.name = name
        self.displayName = displayName
        self.cpus = cpus
        self.memoryMiB = memoryMiB
        self.diskGiB = diskGiB
        self.diskTemplate = diskTemplate
        self.image = image
        self.adminPassword = adminPassword
        self.sshKeys = sshKeys
        self.personality = personality
        self.nics = nics
        self.parametersKey = parametersKey
    }
}

/// The image a disk is made from.
public struct ImageSource: Sendable {
    /// The Plankton uuid.
    public var id: String
    /// The root of the object's hashmap (64 hex digits): the same content has the same name, whoever owns it.
    public var hash: String
    public var sizeBytes: Int64
    /// `diskdump` (raw disk), `extdump`, `ntfsdump`, … (image.md 3); `qcow2` is ours.
    public var diskFormat: String
    /// OS, ROOT_PARTITION, USERS and so on (image.md 7).
    public var properties: [String: String]
    /// `pithos://account/container/object`.
    public var location: String
    /// `pithosmap://<mapfile>/<size>`, the form a Ganeti node's image helper reads.
    public var url: String
    /// Reads the whole image in order, in pieces of at most a block. May be called more than once.
    public var read: @Sendable (_ piece: ([UInt8]) async throws -> Void) async throws -> Void

    public init(
        id: String, hash: String, sizeBytes: Int64, diskFormat: String, properties: [String: String],
        location: String, url: String,
        read: @escaping @Sendable (_ piece: ([UInt8]) async throws -> Void) async throws -> Void
    ) {
        self.id = id
        self.hash = hash
        self.sizeBytes = sizeBytes
        self.diskFormat = diskFormat
        self.properties = properties
        self.location = location
        self.url = url
        self.read = read
    }
}

/// A file put into the guest before its first start (compute.md 2.4).
public struct PersonalityFile: Sendable, Hashable {
    /// Absolute.
    public var path: String
    public var contents: [UInt8]
    public var owner: String?
    public var group: String?
    /// Permission bits.
    public var mode: Int?

    public init(path: String, contents: [UInt8], owner: String? = nil, group: String? = nil, mode: Int? = nil) {
        self.path = path
        self.contents = contents
        self.owner = owner
        self.group = group
        self.mode = mode
    }
}

/// A network interface of a new instance.
public struct NICOrder: Sendable, Hashable {
    public var index: Int
    /// The network's name at the backend, `snf-net-7`.
    public var network: String
    /// Whether the network is the public one.
    public var isPublic: Bool
    /// Nil: the backend chooses and reports it.
    public var mac: String?
    public var ipv4: String?
    public var ipv6: String?

    public init(index: Int, network: String, isPublic: Bool, mac: String?, ipv4: String?, ipv6: String?) {
        self.index = index
        self.network = network
        self.isPublic = isPublic
        self.mac = mac
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }
}
