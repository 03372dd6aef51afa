import Glibc
import Settings
import Vocabulary

extension InstalledSettings {
    /// Where the object store's database is, without a password.
    public var pithosDatabasePlace: String {
        let address = installation.pithosDatabase
        return address.isEmpty ? "sqlite:" + data.database("pithos") : DatabaseText.harmless(address)
    }

    /// Where blocks lie that are files.
    public var blockDirectory: String { pithos.blockPath.isEmpty ? data.pithos : pithos.blockPath }

    /// For commands that look at what is there: a mistyped path, or one whose disk is not mounted, must not become an
    /// empty store.
    ///
    /// - Throws: itemNotFound when blocks should lie in a directory and no store was ever made there.
    public func checkBlockDirectory() throws {
        guard [pithos.storage, pithos.oldStorage].contains("nfs") else { return }
        let path = blockDirectory
        // With the dot only a directory is found.
        guard access(path + "/blocks/.", F_OK) != 0 else { return }
        throw Fault(
            .itemNotFound,
            "There are no blocks in \(path), the directory that PITHOS_BACKEND_BLOCK_PATH names: \(path)/blocks cannot be "
                + "looked into: \(String(cString: strerror(errno))).")
    }
}
