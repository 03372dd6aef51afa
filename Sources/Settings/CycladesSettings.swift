/// What an operator decides about machines, networks and images. Source: compute.md 6, image.md 8, operations.md 2.2.
public struct CycladesSettings: SettingsGroup {
    public static let title = "Cyclades"

    public var pollLimitSeconds = 3600
    public var backendPrefix = "snf-"
    public var personalityMax = 5
    public var personalitySizeMaxBytes = 10_240
    public var metadataMax = 50
    public var keysMax = 10
    public var largestPrivatePrefixLength = 22
    public var macPrefix = "aa:00:0"
    public var bridge = "br0"
    public var filteredBridge = "prv0"
    public var routingTable = "snf_public"
    public var userNetworkTypes = ["MAC_FILTERED"]
    public var firewallProfile = "DISABLED"
    public var cpuBarURL = "http://stats.synnefo.org/%s/cpu-bar.png"
    public var cpuTimeSeriesURL = "http://stats.synnefo.org/%s/cpu-ts.png"
    public var netBarURL = "http://stats.synnefo.org/%s/net-bar.png"
    public var netTimeSeriesURL = "http://stats.synnefo.org/%s/net-ts.png"
    public var statsRefreshSeconds = 60
    public var diskFormats = ["diskdump", "extdump", "ntfsdump"]
    public var diskFormat = "diskdump"
    public var containerFormats = ["aki", "ari", "ami", "bare", "ovf"]
    public var containerFormat = "bare"
    public var consoleHost = "127.0.0.1"
    public var consoleSeconds = 60
    public var reconciliationMinutes = 1
    public var commissionGraceSeconds = 120
    public var resetsParameters = true

    public static let declarations: [SettingDeclaration<Self>] = [
        .init("POLL_LIMIT", \.pollLimitSeconds, unit: "seconds", "Oldest changes-since that is answered."),
        .init(
            "BACKEND_PREFIX_ID", \.backendPrefix,
            "Begins the names of machines at the backend, with a dash at its end. Never change it later."),
        .init("MAX_PERSONALITY", \.personalityMax, "Files a new server may be given."),
        .init(
            "MAX_PERSONALITY_SIZE", \.personalitySizeMaxBytes, unit: "bytes", "Largest such file, also in base64."),
        .init(
            "CYCLADES_VM_MAX_METADATA", \.metadataMax, "Pairs of metadata a server may have."),
        .init("USERDATA_MAX_SSH_KEYS_PER_USER", \.keysMax, "Public keys a user may keep."),
        .init(
            "MAX_CIDR_BLOCK", \.largestPrivatePrefixLength,
            "Private networks must have a longer prefix than this, and at most 29 bits."),
        .init("DEFAULT_MAC_PREFIX", \.macPrefix, "First five hex digits of the MAC addresses of networks without own."),
        .init("DEFAULT_BRIDGE", \.bridge, "Bridge of networks of type CUSTOM."),
        .init("DEFAULT_MAC_FILTERED_BRIDGE", \.filteredBridge, "Bridge of networks of type MAC_FILTERED."),
        .init("DEFAULT_ROUTING_TABLE", \.routingTable, "Routing table of networks of type IP_LESS_ROUTED."),
        .init("API_ENABLED_NETWORK_FLAVORS", \.userNetworkTypes, "Types of networks that users may make."),
        .init(
            "DEFAULT_FIREWALL_PROFILE", \.firewallProfile,
            "Shown for interfaces on public networks that have no firewall tag: ENABLED, DISABLED or PROTECTED."),
        .init("CPU_BAR_GRAPH_URL", \.cpuBarURL, "Picture of a server's processor use; %s is its name at the backend."),
        .init("CPU_TIMESERIES_GRAPH_URL", \.cpuTimeSeriesURL, "The same over time."),
        .init("NET_BAR_GRAPH_URL", \.netBarURL, "Picture of a server's network use; %s is its name at the backend."),
        .init("NET_TIMESERIES_GRAPH_URL", \.netTimeSeriesURL, "The same over time."),
        .init("STATS_REFRESH_PERIOD", \.statsRefreshSeconds, unit: "seconds", "How often these pictures change."),
        .init("ALLOWED_DISK_FORMATS", \.diskFormats, "Disk formats an image may be registered with."),
        .init("DEFAULT_DISK_FORMAT", \.diskFormat, "Disk format of an image that names none."),
        .init("ALLOWED_CONTAINER_FORMATS", \.containerFormats, "Container formats an image may be registered with."),
        .init("DEFAULT_CONTAINER_FORMAT", \.containerFormat, "Container format of an image that names none."),
        .init(
            "CONSOLE_HOST", \.consoleHost, "Address on which consoles of type vnc are offered, each on its own port."),
        .init(
            "CONSOLE_TIMEOUT", \.consoleSeconds, unit: "seconds", "How long an offered console waits for its client."),
        .init(
            "RECONCILIATION_MIN", \.reconciliationMinutes, unit: "minutes",
            "How often servers are compared with the machines that really are there."),
        .init(
            "COMMISSION_GRACE", \.commissionGraceSeconds, unit: "seconds",
            "How old a commission that nobody wrote down must be before it is rejected."),
        .init(
            "VMAPI_RESET_PARAMS", \.resetsParameters,
            "Whether the parameters of a new server are gone once its node has fetched them."),
    ]

    public init() {}

    public func validate() throws {
        guard backendPrefix.hasSuffix("-"), backendPrefix.count > 1 else {
            throw SettingsError("BACKEND_PREFIX_ID should end with a dash, as snf- does, and is \(backendPrefix).")
        }
        guard ["ENABLED", "DISABLED", "PROTECTED"].contains(firewallProfile) else {
            throw SettingsError(
                "DEFAULT_FIREWALL_PROFILE should be ENABLED, DISABLED or PROTECTED, and is \(firewallProfile).")
        }
        let digits = macPrefix.split(separator: ":", omittingEmptySubsequences: false)
        guard digits.map(\.count) == [2, 2, 1], digits.allSatisfy({ $0.allSatisfy(\.isHexDigit) }) else {
            throw SettingsError("DEFAULT_MAC_PREFIX should be five hex digits, as aa:00:0 is, and is \(macPrefix).")
        }
        guard (0...28).contains(largestPrivatePrefixLength) else {
            throw SettingsError(
                "MAX_CIDR_BLOCK should be 0 to 28, so that a longer prefix is left, and is \(largestPrivatePrefixLength)."
            )
        }
        let types = ["CUSTOM", "IP_LESS_ROUTED", "MAC_FILTERED", "PHYSICAL_VLAN"]
        for type in userNetworkTypes where !types.contains(type) {
            throw SettingsError(
                "API_ENABLED_NETWORK_FLAVORS should name types of \(types.joined(separator: ", ")), not \(type).")
        }
        guard diskFormats.contains(diskFormat), containerFormats.contains(containerFormat) else {
            throw SettingsError("DEFAULT_DISK_FORMAT and DEFAULT_CONTAINER_FORMAT should be among the allowed ones.")
        }
        for (name, number) in [
            ("POLL_LIMIT", pollLimitSeconds), ("CONSOLE_TIMEOUT", consoleSeconds),
            ("RECONCILIATION_MIN", reconciliationMinutes), ("COMMISSION_GRACE", commissionGraceSeconds),
        ] where number < 1 {
            throw SettingsError("\(name) should be at least 1, and is \(number).")
        }
    }
}
