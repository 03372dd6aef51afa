import Glibc

/// What the system says about this process, named as Prometheus' own clients name it.
enum ProcessStatistics {
    static func text() -> String {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds =
            Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        return ServerMetrics.head("process_cpu_seconds_total", "counter", "Processor time used.")
            + "process_cpu_seconds_total \(seconds)\n"
            + ServerMetrics.head("process_resident_memory_bytes", "gauge", "Memory in use.")
            + "process_resident_memory_bytes \(residentBytes())\n"
    }

    /// The second number of /proc/self/statm, in pages; 0 when it cannot be read.
    private static func residentBytes() -> Int {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return 0 }
        let numbers = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
        return (numbers.count > 1 ? Int(numbers[1]) ?? 0 : 0) * sysconf(Int32(_SC_PAGESIZE))
    }
}
