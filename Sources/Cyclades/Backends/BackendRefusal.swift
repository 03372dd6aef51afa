import Vocabulary

/// How a backend's refusal reads to a user.
enum BackendRefusal {
    /// A backend's own fault as it is; anything else as an outage that is worth another try.
    static func fault(_ error: any Error, doing what: String) -> Fault {
        if let fault = error as? Fault { return fault }
        return Fault(.serviceUnavailable, "The backend could not \(what); try again later.", cause: error)
    }
}
