extension ListenAddress {
    /// As `init(_:)` reads it.
    public var text: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    /// Keeps where the cloud listens, for commands that print addresses. It stays when the cloud has stopped.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` when it cannot be written.
    public func save(to directory: DataDirectory) throws {
        try PrivateFile.write(Array("\(text)\n".utf8), to: directory.address)
    }

    /// Where the cloud on this directory listens, or listened last; nil where none ever did.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` when it cannot be read.
    public static func load(from directory: DataDirectory) throws -> ListenAddress? {
        guard let content = try PrivateFile.read(directory.address) else { return nil }
        // What cannot be understood is as good as nothing: the next start writes it anew.
        return try? ListenAddress(String(String(decoding: content, as: UTF8.self).prefix { $0 != "\n" }))
    }
}
