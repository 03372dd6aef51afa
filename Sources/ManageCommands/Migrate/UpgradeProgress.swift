import PithosBackend

/// Runs an upgrade and shows how far it is: a line for each step that is done, and the step in hand while it runs.
enum UpgradeProgress {
    static func run(_ upgrade: SchemaUpgrade, _ plan: UpgradePlan) async throws {
        try await Progress.show { progress in
            try await upgrade.run(plan) { event in
                switch event {
                case .began(let step): progress.begin(step.revision.id, of: step.rows)
                case .rows(let done): progress.advance(to: done)
                case .done(let step):
                    let tenths = Int((progress.end() / .milliseconds(100)).rounded())
                    Console.print("\(step.revision.id) done in \(tenths / 10).\(tenths % 10) s")
                }
            }
        }
    }
}
