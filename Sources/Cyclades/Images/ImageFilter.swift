/// Which images a list holds; nil admits all (image.md 4.1). Ours: the original reads these and ignores them.
public struct ImageFilter: Sendable {
    public var name: String?
    public var status: String?
    public var diskFormat: String?
    public var containerFormat: String?
    /// Both inclusive.
    public var sizeMinBytes: Int64?
    public var sizeMaxBytes: Int64?

    public init(
        name: String? = nil, status: String? = nil, diskFormat: String? = nil, containerFormat: String? = nil,
        sizeMinBytes: Int64? = nil, sizeMaxBytes: Int64? = nil
    ) {
        self.name = name
        self.status = status
        self.diskFormat = diskFormat
        self.containerFormat = containerFormat
        self.sizeMinBytes = sizeMinBytes
        self.sizeMaxBytes = sizeMaxBytes
    }

    func admits(_ image: Image) -> Bool {
        image.name == name ?? image.name && image.status == status ?? image.status
            && image.diskFormat == diskFormat ?? image.diskFormat
            && image.containerFormat == containerFormat ?? image.containerFormat
            && image.sizeBytes >= sizeMinBytes ?? .min && image.sizeBytes <= sizeMaxBytes ?? .max
    }
}
