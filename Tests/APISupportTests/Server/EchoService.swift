import APISupport
import HTTPTypes
import HummingbirdCore
import NIOCore
import TestHTTP

/// What the tests of the server talk to.
enum EchoService {
    /// `/echo` gives the body back as it comes; `/count` its length; `/ignore` does not look at it; `/stream` has no
    /// length; `/slow` answers after a moment; `/path` tells the path; `/broken` stops in the middle.
    static let cloud = CloudResponder([Mount("", service)], logger: .silent)

    private static let service = APIService(ServiceProfile("echo", hasStandardHeaders: false)) { request, context in
        switch context.path {
        case "/echo":
            return Response(status: .ok, body: ResponseBody(asyncSequence: request.body))
        case "/count":
            var count = 0
            for try await part in request.body { count += part.readableBytes }
            return .text("\(count)")
        case "/ignore":
            return .text("ignored", status: .unauthorized)
        case "/stream":
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    for part in ["one ", "two ", "three"] { try await writer.write(ByteBuffer(string: part)) }
                    try await writer.finish(nil)
                })
        case "/slow":
            try await Task.sleep(for: .milliseconds(300))
            return .text("slow")
        case "/broken":
            return Response(
                status: .ok,
                body: ResponseBody(contentLength: 100) { writer in
                    try await writer.write(ByteBuffer(string: "half"))
                    throw CancellationError()
                })
        default:
            return .text(context.target.path)
        }
    }
}
