import PithosBackend

/// The bounds that `/info` announces and requests are held to.
///
/// - Source: openstack.md 7.1.
enum SwiftLimits {
    static let metadata = MetadataLimits(count: 90, bytes: 4096)
    /// Of a name after `X-Container-Meta-`: the store keeps names with what they begin with, in 128 characters.
    static let metadataNameBytes = 111
    static let metadataValueBytes = 256
    static let containerNameLength = 256
    static let objectNameLength = 1024
    static let listing = 10_000
    static let deletesPerRequest = 10_000
    static let manifestSegments = 1000
    static let manifestBytes = 8 << 20
}
