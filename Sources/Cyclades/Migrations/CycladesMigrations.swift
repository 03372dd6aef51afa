public import SQLAccess

/// The schema of Cyclades, step by step.
public enum CycladesMigrations {
    public static let all: [Migration] = [compute, networks, journal, orders]
}
