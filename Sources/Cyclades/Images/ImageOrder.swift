import Vocabulary

/// How a list of images is sorted (image.md 4.1). Attributes an object lacks count as empty.
public struct ImageOrder: Sendable {
    public enum Key: String, Sendable, CaseIterable {
        case id, name, status, size
        case diskFormat = "disk_format"
        case containerFormat = "container_format"
        case created = "created_at"
        case updated = "updated_at"
    }

    public var key: Key
    public var isAscending: Bool

    public init(key: Key = .created, isAscending: Bool = false) {
        self.key = key
        self.isAscending = isAscending
    }

    /// Sorted; images that are equal in the key come in the order of their registration, whichever way it goes.
    public func sorted(_ images: [Image]) -> [Image] {
        let base = images.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
        return base.enumerated().sorted { a, b in
            if isBefore(a.element, b.element) { return isAscending }
            if isBefore(b.element, a.element) { return !isAscending }
            return a.offset < b.offset
        }.map(\.element)
    }

    private func isBefore(_ a: Image, _ b: Image) -> Bool {
        switch key {
        case .id: a.id < b.id
        case .name: a.name < b.name
        case .status: a.status < b.status
        case .size: a.sizeBytes < b.sizeBytes
        case .diskFormat: a.diskFormat < b.diskFormat
        case .containerFormat: a.containerFormat < b.containerFormat
        case .created: a.created < b.created
        case .updated: a.updated < b.updated
        }
    }
}
