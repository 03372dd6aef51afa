import Vocabulary

/// The metadata that makes an object an image, as it lies on the object (image.md 5).
///
/// Properties are read in both layouts, one entry of JSON text (0.14) and an entry each (later releases); where an
/// object has both, the entry each wins. They are written one entry each.
struct ImageMetadata: Sendable, Hashable {
    static let domain = "plankton"

    /// Nil: the object is not an image.
    var name: String?
    var status = ""
    var diskFormat = ""
    var containerFormat = ""
    var properties: [String: String] = [:]
    /// When it was registered, where that is known.
    var registered: Timestamp?

    private static let prefix = domain + ":"
    private static let propertyPrefix = prefix + "property:"

    init(name: String) {
        self.name = name
    }

    init(stored: [String: String]) {
        name = stored[Self.prefix + "name"]
        status = stored[Self.prefix + "status"] ?? ""
        diskFormat = stored[Self.prefix + "disk_format"] ?? ""
        containerFormat = stored[Self.prefix + "container_format"] ?? ""
        registered = stored[Self.prefix + "created_at"].flatMap(Double.init).map(Timestamp.init(seconds:))
        if let text = stored[Self.prefix + "properties"], let members = try? JSONValue(parsing: text).members() {
            properties = members.compactMapValues(Self.text)
        }
        for (key, value) in stored where key.hasPrefix(Self.propertyPrefix) {
            properties[String(key.dropFirst(Self.propertyPrefix.count))] = value
        }
    }

    /// What to store: nothing for an object that is no image, and no entry for an empty value.
    ///
    /// - Parameter before: the object's until now. One that has too much already, from before there was a limit, may
    ///   keep and change that.
    /// - Throws: badRequest when a key or value is too long, or there are too many.
    func stored(before: ImageMetadata? = nil) throws -> [String: String] {
        let stored = storedEntries
        try Self.check(stored, before: before?.storedEntries ?? [:])
        return stored
    }

    private var storedEntries: [String: String] {
        guard let name else { return [:] }
        var entries = [
            "name": name, "status": status, "disk_format": diskFormat, "container_format": containerFormat,
        ]
        if let registered { entries["created_at"] = registered.decimalSeconds }
        for (key, value) in properties { entries["property:" + key] = value }
        var stored: [String: String] = [:]
        for (key, value) in entries where !value.isEmpty { stored[Self.prefix + key] = value }
        return stored
    }

    /// An older release wrote numbers and booleans as they came.
    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .int, .double, .bool: value.description
        case .null, .array, .object: nil
        }
    }

    /// `PITHOS_RESOURCE_MAX_METADATA` as it comes: entries that an object may have (image.md 5).
    private static let entriesMax = 32

    private static func check(_ stored: [String: String], before: [String: String]) throws {
        guard stored.count <= entriesMax || stored.keys.allSatisfy({ before[$0] != nil }) else {
            throw Fault(
                .badRequest,
                "properties: an image may not have more than \(entriesMax) entries, its name and formats among them")
        }
        for (key, value) in stored {
            guard key != propertyPrefix else { throw Fault(.badRequest, "A property of an image needs a name") }
            guard key.unicodeScalars.count <= 111, value.unicodeScalars.count <= 256 else {
                throw Fault(.badRequest, "\(key.dropFirst(prefix.count)): the name or the value is too long")
            }
            guard !key.utf8.contains(0), !value.utf8.contains(0) else {
                throw Fault(.badRequest, "\(key.dropFirst(prefix.count)) must not hold a zero byte")
            }
        }
    }
}

extension Image {
    init(_ stored: StoredImage) {
        let metadata = ImageMetadata(stored: stored.metadata)
        id = stored.id
        name = metadata.name ?? ""
        status = metadata.status
        diskFormat = metadata.diskFormat
        containerFormat = metadata.containerFormat
        sizeBytes = stored.sizeBytes
        checksum = stored.hash
        location = stored.location.description
        created = metadata.registered ?? stored.created
        updated = stored.modified
        isPublic = stored.isPublic
        owner = stored.location.account
        properties = metadata.properties
        isRegistered = metadata.name != nil
    }
}
