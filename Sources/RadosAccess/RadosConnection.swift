import CRados
import Glibc
import PithosBackend

/// A client of a cluster, connected, with its two pools. Reconnects by itself as monitors and OSDs come and go.
///
/// Sendable because librados's handles may be used from any thread, and these never change.
final class RadosConnection: @unchecked Sendable {
    let library: RadosLibrary
    private let blocks: RadosContexts
    private let maps: RadosContexts
    private let cluster: rados_t

    /// Connects. Blocks the calling thread for at most `options.connectTimeout`.
    ///
    /// - Throws: `BlockError.unavailable`.
    init(_ options: RadosOptions, library: RadosLibrary) throws {
        self.library = library
        let cluster = try Self.configured(options, library)
        let connected = library.connect(cluster)
        guard connected == 0 else {
            library.shutdown(cluster)
            throw Self.unavailable("cannot connect to the cluster of \(options.cephConf)", connected)
        }
        do {
            let blocks = try RadosContexts(options.blocksPool, options, library, cluster)
            do {
                maps = try RadosContexts(options.mapsPool, options, library, cluster)
            } catch {
                blocks.close(library)
                throw error
            }
            self.blocks = blocks
        } catch {
            library.shutdown(cluster)
            throw error
        }
        self.cluster = cluster
    }

    /// Lets go of the cluster. Blocks until the writes that were begun have ended; no operation may follow.
    func shutdown() {
        blocks.close(library)
        maps.close(library)
        library.shutdown(cluster)
    }

    func context(of kind: StoredKind, _ area: RadosArea) -> rados_ioctx_t {
        switch kind {
        case .block: blocks[area]
        case .map: maps[area]
        }
    }

    private static func configured(_ options: RadosOptions, _ library: RadosLibrary) throws -> rados_t {
        var created: rados_t?
        let code = library.createCluster(&created, options.user)
        guard code == 0, let cluster = created else {
            throw unavailable("no client \(options.user) can be made", code)
        }
        let read = library.readConf(cluster, options.cephConf)
        guard read == 0 else {
            library.shutdown(cluster)
            throw unavailable("cannot read \(options.cephConf)", read)
        }
        let seconds = String(max(1, options.timeout.components.seconds))
        let settings = [
            // Without these, what the cluster cannot do now is repeated for ever.
            ("client_mount_timeout", String(max(1, options.connectTimeout.components.seconds))),
            ("rados_mon_op_timeout", seconds), ("rados_osd_op_timeout", seconds),
            // The store's own limit is lower, and waiting there keeps no thread.
            ("objecter_inflight_op_bytes", String(RadosBlockStore.bytesInFlight * 4)),
            ("objecter_inflight_ops", String(RadosBlockStore.bytesInFlight / RadosBlockStore.bytesAnOperation * 4)),
        ]
        for (name, value) in settings {
            let code = library.setConf(cluster, name, value)
            guard code == 0 else {
                library.shutdown(cluster)
                throw unavailable("librados does not know \(name)", code)
            }
        }
        return cluster
    }

    /// Whatever it is: nothing can be read or written until somebody has mended it.
    static func unavailable(_ what: String, _ code: Int32) -> BlockError {
        .unavailable("\(what): \(String(cString: strerror(-code)))")
    }
}
