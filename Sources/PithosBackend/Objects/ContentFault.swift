import Vocabulary

/// The faults of content, in one place with their words.
enum ContentFault {
    static func tooLong(limit: Int64) -> Fault {
        Fault(.badRequest, "The body is longer than \(limit) bytes")
    }

    static var containerMissing: Fault { Fault(.itemNotFound, "Container does not exist") }
    static var objectMissing: Fault { Fault(.itemNotFound, "Object does not exist") }
    static var versionMissing: Fault { Fault(.itemNotFound, "Version does not exist") }
    static var elsewhere: Fault {
        Fault(.forbidden, "The object is a snapshot, whose content lies outside of the object store")
    }
    static var broken: Fault { Fault(.badRequest, "The object is a snapshot that is broken") }
    static var notAllowed: Fault { Fault(.forbidden, "Not allowed") }

    /// The new owner would have the manifest without what it names.
    static func segmentsElsewhere(_ source: ObjectPath) -> Fault {
        Fault(
            .conflict,
            "\(source.name) is put together from segments that would stay in the other account: copy it by itself, which "
                + "makes it an object of its own")
    }

    /// What a copy or move says, whichever end is missing.
    static func copyFault(_ error: any Error) -> any Error {
        guard let fault = error as? Fault, fault.kind == .itemNotFound else { return error }
        return Fault(.itemNotFound, "Container or object does not exist")
    }
}
