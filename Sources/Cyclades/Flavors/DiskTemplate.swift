/// How a backend keeps disks.
///
/// An open list: a cluster may have more than we know of, and `ext_` stands before the name of any provider
/// (compute.md 2.10). So nothing is refused by it, but whoever mistypes one learns of it.
public enum DiskTemplate {
    /// Those of Ganeti, without external providers.
    public static let known = ["blockdev", "diskless", "drbd", "file", "gluster", "plain", "rbd", "sharedfile"]

    /// Whether it is one of Ganeti's, or of an external provider.
    public static func isKnown(_ template: String) -> Bool {
        known.contains(template) || (template.hasPrefix("ext_") && template != "ext_")
    }
}
