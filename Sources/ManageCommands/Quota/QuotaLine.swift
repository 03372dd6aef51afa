import Astakos
import Vocabulary

/// How quotas are shown.
enum QuotaLine {
    static func columns(_ style: UnitStyle) -> [Column<LimitService.UserQuota>] {
        [
            Column("source") { $0.source.rawValue },
            Column("resource") { $0.resource.name },
            Column("base quota") { style.text($0.base, unit: $0.resource.unit) },
            Column("total quota") { style.text($0.total, unit: $0.resource.unit) },
            Column("usage") { style.text($0.usage, unit: $0.resource.unit) },
        ]
    }

    /// With whose they are.
    static func columnsWithUser(_ style: UnitStyle) -> [Column<LimitService.UserQuota>] {
        [Column("uuid") { $0.user.uuid.rawValue }, Column("email") { $0.user.email }] + columns(style)
    }
}
