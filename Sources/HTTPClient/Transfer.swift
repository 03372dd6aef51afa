import CCurl
import HTTPTypes

/// What comes back during one request. Touched only by the thread that runs it.
final class Transfer {
    private(set) var headers: HTTPFields = [:]
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    private let answerMaxBytes: Int
    private let cancellation: HTTPSession.Cancellation

    init(answerMaxBytes: Int, cancellation: HTTPSession.Cancellation) {
        self.answerMaxBytes = answerMaxBytes
        self.cancellation = cancellation
    }

    // What libcurl calls: returning another number than it came with ends the transfer.

    static let takeBody: snf_curl_data_callback = { data, size, count, user in
        guard let data, let user else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
        return Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue().add(bytes) ? bytes.count : 0
    }

    static let takeHeader: snf_curl_data_callback = { data, size, count, user in
        guard let data, let user else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
        Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue().addHeader(bytes)
        return bytes.count
    }

    static let mayGoOn: snf_curl_progress_callback = { user, _, _, _, _ in
        guard let user else { return 0 }
        return Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue().cancellation.isCancelled ? 1 : 0
    }

    private func add(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= answerMaxBytes else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// One line. A status line starts over: what came before belonged to `100 Continue`.
    private func addHeader(_ bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers = [:]
            return
        }
        guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        headers.append(HTTPField(name: name, value: String(value.prefix { $0 != "\r\n" && $0 != "\r" && $0 != "\n" })))
    }
}
