import Cyclades
import FoundationEssentials
import Synchronization
import Vocabulary

/// Jobs as files, `jobs/<number>.json`. Every function blocks.
///
/// Numbers only count up, over restarts too: the newest file stays even when its job is done with.
final class JobStore: Sendable {
    private let directory: String
    private let state = Mutex(State())

    private struct State {
        var lastID: Int64 = 0
        /// Files of jobs that are done with, but for the newest of all.
        var reported: [Int64] = []
    }

    init(directory: String) {
        self.directory = directory
    }

    /// Reads what an earlier life left; gives the jobs that nobody has heard the end of, oldest first.
    ///
    /// - Throws: `QEMUBackendError.record` for a file that is no job: better no start than a lost job.
    func load() throws -> [Job] {
        let numbers = Files.list(directory).compactMap { name in
            name.hasSuffix(".json") ? Int64(name.dropLast(5)) : nil
        }
        let jobs = try numbers.sorted().map { number in
            let path = path(number)
            let bytes = try Files.read(path)
            do {
                return try JSONDecoder().decode(Job.self, from: bytes)
            } catch {
                throw QEMUBackendError.record(path: path, reason: "\(error)")
            }
        }
        state.withLock {
            $0.lastID = max($0.lastID, jobs.last?.id ?? 0)
            $0.reported = jobs.filter { $0.status == .reported }.map(\.id)
        }
        return jobs.filter { $0.status != .reported }
    }

    /// A new job, safe on disk when this returns.
    func add(_ operation: Job.Operation, on instance: InstanceName, message: String? = nil) throws -> Job {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let job = Job(id: id, instance: instance.rawValue, operation: operation, message: message)
        try save(job)
        // There is a newer number on disk now.
        let done = state.withLock { state in
            let done = state.reported.filter { $0 < id }
            state.reported.removeAll { $0 < id }
            return done
        }
        for number in done { try Files.remove(path(number)) }
        return job
    }

    func save(_ job: Job) throws {
        try Files.writeDurably(JSONEncoder().encode(job), to: path(job.id))
    }

    /// The job's end is published.
    func finish(_ job: Job) throws {
        let isNewest = state.withLock { state in
            if state.lastID == job.id { state.reported.append(job.id) }
            return state.lastID == job.id
        }
        guard isNewest else { return try Files.remove(path(job.id)) }
        var job = job
        job.status = .reported
        try save(job)
    }

    private func path(_ number: Int64) -> String { "\(directory)/\(number).json" }
}
