public import SQLAccess

/// How a network is made on a cluster; the `flavor` of the original (compute.md 2.12).
public enum NetworkType: String, SQLConvertible, Hashable, CaseIterable {
    case custom = "CUSTOM"
    case ipLessRouted = "IP_LESS_ROUTED"
    case macFiltered = "MAC_FILTERED"
    case physicalVLAN = "PHYSICAL_VLAN"

    public var mode: String { self == .ipLessRouted ? "routed" : "bridged" }

    /// What tells the nodes how to treat its packets; empty where there is no such tag.
    public var tag: String {
        switch self {
        case .custom: ""
        case .ipLessRouted: "ip-less-routed"
        case .macFiltered: "private-filtered"
        case .physicalVLAN: "physical-vlan"
        }
    }

    /// The pool its own value comes from and goes back to.
    var pool: ValuePool.Kind? {
        switch self {
        case .macFiltered: .macPrefix
        case .physicalVLAN: .bridge
        case .custom, .ipLessRouted: nil
        }
    }
}
