import CRados
import PithosBackend

/// The handles of one pool, one for each of its parts.
struct RadosContexts {
    let stored: rados_ioctx_t
    let retired: rados_ioctx_t
    let damaged: rados_ioctx_t

    /// Opens them.
    ///
    /// - Throws: `BlockError.unavailable`; what was opened is closed again.
    init(_ pool: String, _ options: RadosOptions, _ library: RadosLibrary, _ cluster: rados_t) throws {
        var opened: [rados_ioctx_t] = []
        do {
            for area in [RadosArea.stored, .retired, .damaged] {
                var created: rados_ioctx_t?
                let code = library.createContext(cluster, pool, &created)
                guard code == 0, let context = created else {
                    throw RadosConnection.unavailable("the pool \(pool) of \(options.cephConf) cannot be opened", code)
                }
                opened.append(context)
                let namespace = options.namespace + area.rawValue
                if !namespace.isEmpty { library.setNamespace(context, namespace) }
            }
        } catch {
            for context in opened { library.destroyContext(context) }
            throw error
        }
        (stored, retired, damaged) = (opened[0], opened[1], opened[2])
    }

    subscript(area: RadosArea) -> rados_ioctx_t {
        switch area {
        case .stored: stored
        case .retired: retired
        case .damaged: damaged
        }
    }

    /// Waits for the writes that were begun and lets go.
    func close(_ library: RadosLibrary) {
        for context in [stored, retired, damaged] {
            _ = library.flush(context)
            library.destroyContext(context)
        }
    }
}
