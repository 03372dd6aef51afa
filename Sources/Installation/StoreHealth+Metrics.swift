import APISupport
import PithosBackend

extension StoreHealth {
    /// The state of the object store's files, for `/metrics`.
    var metrics: [Metric] {
        let counts = counts
        return [
            Metric(
                "synnefo_pithos_verified_files_total", .counter,
                "Blocks and maps read through to see whether they are what their names say.", counts.verifiedFiles),
            Metric(
                "synnefo_pithos_verified_bytes_total", .counter, "Bytes of those files.", counts.verifiedBytes),
            Metric(
                "synnefo_pithos_damaged_files_total", .counter,
                "Blocks and maps that were not, and were set aside.", counts.damagedFiles),
            Metric(
                "synnefo_pithos_failed_reads_total", .counter,
                "Times that an object could not be given because a part of it was missing or damaged.",
                counts.failedReads),
            Metric(
                "synnefo_pithos_scrubbed_bytes_total", .counter, "Bytes that were read again in the background.",
                counts.scrubbedBytes),
            Metric(
                "synnefo_pithos_scrub_end_seconds", .gauge,
                "When everything had been read again, since 1970; 0 where this process has not seen it.",
                counts.scrubEndSeconds),
        ]
    }
}
