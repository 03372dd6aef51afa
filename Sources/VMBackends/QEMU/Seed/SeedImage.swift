import QEMUClient

/// Puts a seed on a disk that guests find by its label, `cidata`.
struct SeedImage: Sendable {
    var isoMaker: Program

    /// Writes the three files below `directory` and makes `path` from them; `path` appears only when complete.
    func make(_ seed: GuestSeed, path: String, directory: String, log: String) async throws {
        try await offPool {
            try Files.remove(directory)
            try Files.makeDirectory(directory)
            try Files.writeDurably(seed.metaData.utf8, to: directory + "/meta-data")
            try Files.writeDurably(seed.userData.utf8, to: directory + "/user-data")
            try Files.writeDurably(seed.networkConfig.utf8, to: directory + "/network-config")
        }
        let temporary = path + ".new"
        let dialect = isoMaker.path.hasSuffix("/xorriso") ? ["-as", "mkisofs"] : []
        let outcome = try await isoMaker.run(
            dialect + ["-quiet", "-o", temporary, "-V", "cidata", "-J", "-r", directory], errorLog: log,
            timeout: .seconds(30))
        guard outcome.status == 0 else {
            throw QEMUBackendError.programFailed(isoMaker.path, message: outcome.errorText)
        }
        try await offPool {
            try Files.replace(path, with: temporary)
            // What is in them is on the disk now.
            try Files.remove(directory)
        }
    }
}
