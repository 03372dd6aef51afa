import CRados
import Glibc
import Vocabulary

/// librados, opened when it is first needed; see `CRados` for why it is not linked.
///
/// Sendable because function pointers have no state, and librados may be called from any thread.
struct RadosLibrary: @unchecked Sendable {
    let createCluster: snf_rados_create
    let readConf: snf_rados_conf_read_file
    let setConf: snf_rados_conf_set
    let connect: snf_rados_connect
    let shutdown: snf_rados_shutdown
    let createContext: snf_rados_ioctx_create
    let destroyContext: snf_rados_ioctx_destroy
    let setNamespace: snf_rados_ioctx_set_namespace

    let createCompletion: snf_rados_aio_create_completion2
    let returnValue: snf_rados_aio_get_return_value
    let version: snf_rados_aio_get_version
    let releaseCompletion: snf_rados_aio_release
    let read: snf_rados_aio_read
    let stat: snf_rados_aio_stat
    let operate: snf_rados_aio_write_op_operate
    let flush: snf_rados_aio_flush

    let createWrite: snf_rados_create_write_op
    let releaseWrite: snf_rados_release_write_op
    let writeFull: snf_rados_write_op_write_full
    let append: snf_rados_write_op_append
    let remove: snf_rados_write_op_remove
    let create: snf_rados_write_op_create
    let setAttribute: snf_rados_write_op_setxattr
    let assertExists: snf_rados_write_op_assert_exists
    let assertVersion: snf_rados_write_op_assert_version

    let createRead: snf_rados_create_read_op
    let releaseRead: snf_rados_release_read_op
    let readStat: snf_rados_read_op_stat
    let readAttributes: snf_rados_read_op_getxattrs
    let operateRead: snf_rados_aio_read_op_operate
    let nextAttribute: snf_rados_getxattrs_next
    let freeAttributes: snf_rados_getxattrs_end

    let listBegin: snf_rados_object_list_begin
    let listEnd: snf_rados_object_list_end
    let isListEnd: snf_rados_object_list_is_end
    let freeCursor: snf_rados_object_list_cursor_free
    let compareCursors: snf_rados_object_list_cursor_cmp
    let list: snf_rados_object_list
    let freeItems: snf_rados_object_list_free
    let slice: snf_rados_object_list_slice

    /// The interface of 2008, kept by every release since.
    private static let fileName = "librados.so.2"

    private static let opened = Result<RadosLibrary, any Error> { try RadosLibrary() }

    /// - Throws: `Fault` with a sentence for the operator where it is not installed.
    static func load() throws -> RadosLibrary { try opened.get() }

    private init() throws {
        guard let handle = dlopen(Self.fileName, RTLD_NOW | RTLD_LOCAL) else {
            throw Fault(
                .serviceUnavailable,
                "Blocks in RADOS need \(Self.fileName), which is not there: install Debian's package librados2.",
                details: dlerror().map { String(cString: $0) } ?? "")
        }
        let symbols = SymbolTable(handle: handle)
        createCluster = try symbols.find("rados_create")
        readConf = try symbols.find("rados_conf_read_file")
        setConf = try symbols.find("rados_conf_set")
        connect = try symbols.find("rados_connect")
        shutdown = try symbols.find("rados_shutdown")
        createContext = try symbols.find("rados_ioctx_create")
        destroyContext = try symbols.find("rados_ioctx_destroy")
        setNamespace = try symbols.find("rados_ioctx_set_namespace")
        createCompletion = try symbols.find("rados_aio_create_completion2")
        returnValue = try symbols.find("rados_aio_get_return_value")
        version = try symbols.find("rados_aio_get_version")
        releaseCompletion = try symbols.find("rados_aio_release")
        read = try symbols.find("rados_aio_read")
        stat = try symbols.find("rados_aio_stat")
        operate = try symbols.find("rados_aio_write_op_operate")
        flush = try symbols.find("rados_aio_flush")
        createWrite = try symbols.find("rados_create_write_op")
        releaseWrite = try symbols.find("rados_release_write_op")
        writeFull = try symbols.find("rados_write_op_write_full")
        append = try symbols.find("rados_write_op_append")
        remove = try symbols.find("rados_write_op_remove")
        create = try symbols.find("rados_write_op_create")
        setAttribute = try symbols.find("rados_write_op_setxattr")
        assertExists = try symbols.find("rados_write_op_assert_exists")
        assertVersion = try symbols.find("rados_write_op_assert_version")
        createRead = try symbols.find("rados_create_read_op")
        releaseRead = try symbols.find("rados_release_read_op")
        readStat = try symbols.find("rados_read_op_stat")
        readAttributes = try symbols.find("rados_read_op_getxattrs")
        operateRead = try symbols.find("rados_aio_read_op_operate")
        nextAttribute = try symbols.find("rados_getxattrs_next")
        freeAttributes = try symbols.find("rados_getxattrs_end")
        listBegin = try symbols.find("rados_object_list_begin")
        listEnd = try symbols.find("rados_object_list_end")
        isListEnd = try symbols.find("rados_object_list_is_end")
        freeCursor = try symbols.find("rados_object_list_cursor_free")
        compareCursors = try symbols.find("rados_object_list_cursor_cmp")
        list = try symbols.find("rados_object_list")
        freeItems = try symbols.find("rados_object_list_free")
        slice = try symbols.find("rados_object_list_slice")
    }
}

/// The functions of an opened library by their names.
private struct SymbolTable {
    let handle: UnsafeMutableRawPointer

    /// - Parameter Function: the C function type that the library's header declares for this name.
    func find<Function>(_ name: String, as type: Function.Type = Function.self) throws -> Function {
        guard let address = dlsym(handle, name) else {
            throw Fault(.serviceUnavailable, "The installed librados is too old: it has no \(name). Upgrade librados2.")
        }
        return unsafeBitCast(address, to: type)
    }
}
