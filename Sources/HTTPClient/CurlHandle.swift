import CCurl
import HTTPTypes

/// One libcurl handle with its kept connections. Used by one thread.
final class CurlHandle {
    private let handle: UnsafeMutableRawPointer
    private let configuration: HTTPSessionConfiguration
    /// Where libcurl writes what went wrong.
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init?(_ configuration: HTTPSessionConfiguration) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.configuration = configuration
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(handle)
        message.deallocate()
    }

    func send(
        _ request: HTTPRequest, body: [UInt8], timeout: Duration, _ cancellation: HTTPSession.Cancellation
    ) throws -> HTTPReply {
        // Options of the last request go, its connection stays.
        curl_easy_reset(handle)
        let list = HeaderList(request.headerFields)
        let transfer = Transfer(answerMaxBytes: configuration.answerMaxBytes, cancellation: cancellation)
        try setUp(request, timeout: timeout)
        snf_curl_set_list(handle, CURLOPT_HTTPHEADER, list.first)
        let code = withExtendedLifetime((list, transfer)) {
            receive(into: transfer)
            return body.withUnsafeBytes { bytes in
                setMethod(request.method, body: bytes)
                return curl_easy_perform(handle)
            }
        }
        if cancellation.isCancelled { throw CancellationError() }
        if transfer.isTooLarge { throw HTTPClientError.answerTooLarge }
        guard code == CURLE_OK else { throw error(code) }
        var status = 0
        snf_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return HTTPReply(status: status, headers: transfer.headers, body: transfer.body)
    }

    private func setUp(_ request: HTTPRequest, timeout: Duration) throws {
        guard let scheme = request.scheme, let authority = request.authority, let path = request.path,
            scheme == "http" || scheme == "https", path.hasPrefix("/")
        else { throw HTTPClientError.badRequest("a request needs a scheme, an authority and a path") }
        set(CURLOPT_URL, "\(scheme)://\(authority)\(path)")
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_USERAGENT, configuration.userAgent)
        set(CURLOPT_PATH_AS_IS, 1)
        // Signals would go to any thread; time-outs of name look-ups work without them.
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.milliseconds)
        set(CURLOPT_TIMEOUT_MS, max(1, timeout.milliseconds))
        if !configuration.usesProxyFromEnvironment { set(CURLOPT_NOPROXY, "*") }
        if let path = configuration.unixSocketPath { set(CURLOPT_UNIX_SOCKET_PATH, path) }
        if let path = configuration.authoritiesFile { set(CURLOPT_CAINFO, path) }
        if !configuration.verifiesCertificates {
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        message[0] = 0
        snf_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, message)
    }

    private func setMethod(_ method: HTTPRequest.Method, body: UnsafeRawBufferPointer) {
        switch method {
        case .get where body.isEmpty:
            set(CURLOPT_HTTPGET, 1)
        case .head:
            set(CURLOPT_NOBODY, 1)
        default:
            // Not copied: the bytes outlive the transfer. A body of nothing still says that its length is 0.
            snf_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            snf_curl_set_text(
                handle, CURLOPT_POSTFIELDS, body.baseAddress?.assumingMemoryBound(to: CChar.self))
            if body.isEmpty { set(CURLOPT_POSTFIELDS, "") }
            set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        }
    }

    private func receive(into transfer: Transfer) {
        let user = Unmanaged.passUnretained(transfer).toOpaque()
        snf_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION, Transfer.takeBody)
        snf_curl_set_pointer(handle, CURLOPT_WRITEDATA, user)
        snf_curl_set_data_callback(handle, CURLOPT_HEADERFUNCTION, Transfer.takeHeader)
        snf_curl_set_pointer(handle, CURLOPT_HEADERDATA, user)
        snf_curl_set_progress_callback(handle, Transfer.mayGoOn)
        snf_curl_set_pointer(handle, CURLOPT_XFERINFODATA, user)
        set(CURLOPT_NOPROGRESS, 0)
    }

    private func error(_ code: CURLcode) -> HTTPClientError {
        let detail = message[0] != 0 ? String(cString: message) : String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_PROXY:
            return .cannotConnect(detail)
        case CURLE_OPERATION_TIMEDOUT:
            return .timedOut(detail)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return .tlsFailed(detail)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return .badRequest(detail)
        default:
            return .failed(detail)
        }
    }

    private func set(_ option: CURLoption, _ value: String) { snf_curl_set_text(handle, option, value) }

    private func set(_ option: CURLoption, _ value: Int) { snf_curl_set_long(handle, option, value) }
}

/// The headers of one request, as libcurl wants them.
private final class HeaderList {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    init(_ fields: HTTPFields) {
        // Waiting for 100 Continue costs a second where the server does not know it.
        first = curl_slist_append(nil, "Expect:")
        for field in fields where field.name != .expect {
            // `Name;` is libcurl's way to send an empty value.
            let line = field.value.isEmpty ? "\(field.name.rawName);" : "\(field.name.rawName): \(field.value)"
            first = curl_slist_append(first, line)
        }
        // Without a media type of ours libcurl would claim that bodies are forms.
        if fields[.contentType] == nil { first = curl_slist_append(first, "Content-Type:") }
    }

    deinit {
        curl_slist_free_all(first)
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
