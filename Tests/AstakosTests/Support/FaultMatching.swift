import Vocabulary

extension Fault: Equatable {
    /// What the user is told.
    static func == (a: Fault, b: Fault) -> Bool { a.kind == b.kind && a.message == b.message }
}

func fault(_ kind: Fault.Kind, _ message: String) -> Fault { Fault(kind, message) }
