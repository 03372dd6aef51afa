import CRados
import Glibc
import PithosBackend
import Vocabulary

/// Whether an object is in use, or a collector has taken it out of use: a mark on the object itself, so that it is seen
/// and changed at once with the object. What is retired can still be read.
extension RadosPool {
    /// What is known of an object at one moment.
    struct State: Sendable {
        var status: StoredStatus
        var isRetired: Bool
        /// Grows with every change of the object.
        var version: UInt64
    }

    private static let attribute = "pithos.retired"
    private static let yes = "yes"
    private static let no = "no"

    /// Nil for what is not there.
    ///
    /// - Throws: `BlockError`.
    func state(_ hash: BlockHash) async throws -> State? {
        let room = await limit.take(RadosBlockStore.bytesAnOperation)
        defer { limit.give(room) }
        let answer = Answer()
        defer { answer.free(library) }
        let read = library.createRead()
        library.readStat(read, answer.size, answer.modified, answer.codes)
        library.readAttributes(read, answer.attributes, answer.codes + 1)
        let operation = RadosOperation(library) { library.operateRead(read, context, $0, hash.hex, 0) }
        // librados has taken the steps over when it took the operation in.
        library.releaseRead(read)
        let (code, version) = await operation.outcome
        if code == RadosFailure.notFound { return nil }
        guard code >= 0 else { throw failure(code, "look at", hash) }
        let modified = Timestamp(microseconds: Int64(answer.modified.pointee) * 1_000_000)
        return State(
            status: StoredStatus(size: Int(answer.size.pointee), modified: modified),
            isRetired: value(in: answer.attributes.pointee) == Self.yes, version: version)
    }

    /// What librados fills in while the operation is under way; pointed to by nobody else.
    private struct Answer: @unchecked Sendable {
        let size = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        let modified = UnsafeMutablePointer<time_t>.allocate(capacity: 1)
        let codes = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
        let attributes = UnsafeMutablePointer<rados_xattrs_iter_t?>.allocate(capacity: 1)

        init() { attributes.initialize(to: nil) }

        func free(_ library: RadosLibrary) {
            if let attributes = attributes.pointee { library.freeAttributes(attributes) }
            size.deallocate()
            modified.deallocate()
            codes.deallocate()
            attributes.deallocate()
        }
    }

    private func value(in attributes: rados_xattrs_iter_t?) -> String? {
        while true {
            var (name, value): (UnsafePointer<CChar>?, UnsafePointer<CChar>?)
            var length = 0
            guard library.nextAttribute(attributes, &name, &value, &length) == 0, let name else { return nil }
            guard String(cString: name) == Self.attribute, let value else { continue }
            return String(decoding: UnsafeRawBufferPointer(start: value, count: length), as: UTF8.self)
        }
    }

    /// Marks an object as in use or as retired, and thereby as changed now. False when it is not there, or no longer at
    /// `version`.
    ///
    /// - Parameter moment: in place of now, for tests.
    /// - Throws: `BlockError`.
    func mark(
        _ hash: BlockHash, isRetired: Bool, at version: UInt64? = nil, moment: Timestamp? = nil
    ) async throws -> Bool {
        let value = isRetired ? Self.yes : Self.no
        return try await change("mark", hash, moment: moment) { write in
            library.assertExists(write)
            if let version { library.assertVersion(write, version) }
            library.setAttribute(write, Self.attribute, value, value.utf8.count)
        }
    }

    /// Removes an object that is still at a version; false when it is not.
    ///
    /// - Throws: `BlockError`.
    func remove(_ hash: BlockHash, at version: UInt64) async throws -> Bool {
        try await change("remove", hash) { write in
            library.assertVersion(write, version)
            library.remove(write)
        }
    }

    /// Makes an empty object, where there is none.
    ///
    /// - Throws: `BlockError`.
    func makeEmpty(_ hash: BlockHash) async throws {
        _ = try await change("make", hash) { library.create($0, LIBRADOS_CREATE_IDEMPOTENT, nil) }
    }

    /// False when what was asserted does not hold.
    private func change(
        _ name: String, _ hash: BlockHash, moment: Timestamp? = nil, _ steps: (rados_write_op_t?) -> Void
    ) async throws -> Bool {
        let room = await limit.take(RadosBlockStore.bytesAnOperation)
        // A collector makes room, so it has to get through to a cluster that is full.
        let operation = change(
            hash.hex, flags: Int32(LIBRADOS_OPERATION_FULL_FORCE), moment: moment,
            onEnd: { [limit] in limit.give(room) }, steps)
        let code = await operation.result
        if [RadosFailure.notFound, -Int(ERANGE), -Int(EOVERFLOW)].contains(code) { return false }
        guard code >= 0 else { throw failure(code, name, hash) }
        return true
    }
}
