public import SQLAccess

/// The schema of the object store, step by step.
///
/// The first step is the original's schema at its revision 3b62b3f1bf6c, the head of 0.14.2, so that a database of that
/// revision is taken over as it is. What is ours comes after it. Source: object-storage.md appendix A.
public enum PithosMigrations {
    public static let all: [Migration] = [original, ours, systemMetadata]
}
