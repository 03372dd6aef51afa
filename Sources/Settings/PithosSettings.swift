public import Vocabulary

/// What an operator decides about the object store. Source: object-storage.md 6.1.
public struct PithosSettings: SettingsGroup {
    public static let title = "Pithos"

    public var blockPath = ""
    public var blockSize: Int64 = 4_194_304
    public var storage = "nfs"
    public var oldStorage = ""
    public var radosCephConf = "/etc/ceph/ceph.conf"
    public var radosUser = "admin"
    public var radosBlocksPool = "blocks"
    public var radosMapsPool = "maps"
    public var radosTimeout = 30
    public var updatesMD5 = false
    public var containerQuota: Int64 = 0
    public var versioning = "auto"
    public var hasFreeVersioning = true
    public var listLimit = 10_000
    public var bodyLimit: Int64 = 5 << 30
    public var publicURLSecurity = 16
    public var publicURLAlphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    public var unsafeDomain = ""
    public var viewClientCredentials: [Secret] = []
    public var collectionGraceHours = 24
    public var scrubPeriodDays = 30
    public var scrubRate = 20 << 20
    public var groupLimit = 32
    public var groupMemberLimit = 32
    public var metadataLimit = 32

    public static let declarations: [SettingDeclaration<Self>] = [
        .init("PITHOS_BACKEND_BLOCK_PATH", \.blockPath, "Directory of the blocks; empty for pithos in DATA_DIR."),
        .init(
            "PITHOS_BACKEND_BLOCK_SIZE", \.blockSize, unit: "bytes",
            "Size of every block but an object's last. Never change it once there are objects."),
        .init(
            "PITHOS_BACKEND_STORAGE", \.storage,
            "Where new blocks go: nfs is the directory, rados a Ceph cluster."),
        .init(
            "PITHOS_BACKEND_OLD_STORAGE", \.oldStorage,
            "Where blocks went before, while some still lie there: nfs or rados, empty for nowhere. It is only read."),
        .init("PITHOS_RADOS_CEPH_CONF", \.radosCephConf, "Configuration file of the Ceph cluster."),
        .init("PITHOS_RADOS_USER", \.radosUser, "User of the Ceph cluster, without `client.` before it."),
        .init("PITHOS_RADOS_POOL_BLOCKS", \.radosBlocksPool, "Pool of the blocks."),
        .init("PITHOS_RADOS_POOL_MAPS", \.radosMapsPool, "Pool of the hashmaps."),
        .init(
            "PITHOS_RADOS_TIMEOUT", \.radosTimeout, unit: "seconds",
            "How long the cluster may take for one operation before requests are answered with 503."),
        .init(
            "PITHOS_UPDATE_MD5", \.updatesMD5,
            "Whether an object made from a hashmap, or updated in part, gets its MD5 computed anew."),
        .init(
            "PITHOS_BACKEND_CONTAINER_QUOTA", \.containerQuota, unit: "bytes",
            "Quota of a new container; 0 for none."),
        .init(
            "PITHOS_BACKEND_VERSIONING", \.versioning,
            "Versioning of a new container: auto keeps superseded versions, none does not."),
        .init("PITHOS_BACKEND_FREE_VERSIONING", \.hasFreeVersioning, "Whether superseded versions cost no quota."),
        .init("PITHOS_API_LIST_LIMIT", \.listLimit, "Most entries of one listing, and how many are given by default."),
        .init("PITHOS_BODY_LIMIT", \.bodyLimit, unit: "bytes", "Largest body of one request."),
        .init("PITHOS_PUBLIC_URL_SECURITY", \.publicURLSecurity, unit: "bytes", "Randomness of a public link."),
        .init("PITHOS_PUBLIC_URL_ALPHABET", \.publicURLAlphabet, "Characters of a public link."),
        .init(
            "PITHOS_UNSAFE_DOMAIN", \.unsafeDomain,
            "Host, perhaps with a port, that views and public links have to themselves, as files.example.net is; empty to "
                + "show them beside the pages."),
        .init(
            "PITHOS_OAUTH2_CLIENT_CREDENTIALS", \.viewClientCredentials,
            "Identifier and secret of the OAuth client that views on PITHOS_UNSAFE_DOMAIN are; empty for `pithos-view` and "
                + "a secret that nobody has to know."),
        .init(
            "PITHOS_GC_GRACE", \.collectionGraceHours, unit: "hours",
            "How long nobody must have stored or asked for a block before the garbage collector takes it. At least 4, and "
                + "longer than an upload may take."),
        .init(
            "PITHOS_SCRUB_PERIOD", \.scrubPeriodDays, unit: "days",
            "How often every block is read again to see whether it still is what its name says; 0 for never."),
        .init(
            "PITHOS_SCRUB_RATE", \.scrubRate, unit: "bytes", "How much of that is read in one second, at most."),
        .init("PITHOS_ACC_MAX_GROUPS", \.groupLimit, "Most groups of one account."),
        .init("PITHOS_ACC_MAX_GROUP_MEMBERS", \.groupMemberLimit, "Most members of one group."),
        .init(
            "PITHOS_RESOURCE_MAX_METADATA", \.metadataLimit,
            "Most metadata headers that an account, a container or an object keeps; OpenStack Swift's clients have 90 in any case."
        ),
    ]

    public init() {}

    public func validate() throws {
        guard blockSize >= 4096, blockSize <= 1 << 30 else {
            throw SettingsError("PITHOS_BACKEND_BLOCK_SIZE is not between 4096 and 1073741824.")
        }
        try validateStorage()
        try validateViews()
        guard ["auto", "none"].contains(versioning) else {
            throw SettingsError("PITHOS_BACKEND_VERSIONING is neither auto nor none.")
        }
        guard metadataLimit > 0 else { throw SettingsError("PITHOS_RESOURCE_MAX_METADATA is not positive.") }
        guard containerQuota >= 0, bodyLimit > 0, listLimit > 0 else {
            throw SettingsError(
                "PITHOS_BACKEND_CONTAINER_QUOTA, PITHOS_BODY_LIMIT and PITHOS_API_LIST_LIMIT are not negative.")
        }
        guard collectionGraceHours >= 4 else { throw SettingsError("PITHOS_GC_GRACE is less than 4 hours.") }
        guard scrubPeriodDays >= 0, scrubRate > 0 else {
            throw SettingsError("PITHOS_SCRUB_PERIOD is negative, or PITHOS_SCRUB_RATE not positive.")
        }
        guard (1...64).contains(publicURLSecurity), Set(publicURLAlphabet).count == publicURLAlphabet.count,
            publicURLAlphabet.count > 1
        else {
            throw SettingsError(
                "PITHOS_PUBLIC_URL_SECURITY is not between 1 and 64, or PITHOS_PUBLIC_URL_ALPHABET repeats a character."
            )
        }
    }

    private func validateViews() throws {
        guard unsafeDomain.isEmpty || isHost(unsafeDomain) else {
            throw SettingsError(
                "PITHOS_UNSAFE_DOMAIN should be a host, and at most a port, as files.example.net is; it is "
                    + "'\(unsafeDomain)'.")
        }
        let credentials = viewClientCredentials
        guard credentials.isEmpty || (credentials.count == 2 && !credentials.contains { $0.isEmpty }) else {
            throw SettingsError("PITHOS_OAUTH2_CLIENT_CREDENTIALS should be two texts, an identifier and a secret.")
        }
    }

    private func isHost(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (97...122).contains(byte | 32) || "-.:[]".utf8.contains(byte)
        }
        return isPlain && BaseURLText.isAuthority(text[...])
    }

    /// Identifier of the OAuth client that views are.
    public var viewClient: String { viewClientCredentials.first?.exposed ?? "pithos-view" }

    /// Its secret; nil for one that nobody has to know.
    public var viewClientSecret: Secret? { viewClientCredentials.dropFirst().first }

    private func validateStorage() throws {
        guard ["nfs", "rados"].contains(storage) else {
            throw SettingsError("PITHOS_BACKEND_STORAGE is neither nfs nor rados.")
        }
        guard ["", "nfs", "rados"].contains(oldStorage), oldStorage != storage else {
            throw SettingsError("PITHOS_BACKEND_OLD_STORAGE is neither empty nor the other one of nfs and rados.")
        }
        guard (1...600).contains(radosTimeout) else {
            throw SettingsError("PITHOS_RADOS_TIMEOUT is not between 1 and 600.")
        }
        // An OSD takes at most 90 MB in one write.
        guard blockSize <= 64 << 20 || (storage != "rados" && oldStorage != "rados") else {
            throw SettingsError("PITHOS_BACKEND_BLOCK_SIZE is more than 67108864, which RADOS does not take.")
        }
    }
}
