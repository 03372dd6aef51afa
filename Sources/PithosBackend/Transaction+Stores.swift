import SQLAccess

extension Transaction {
    var nodes: NodeStore { NodeStore(tx: self) }
    var versions: VersionStore { VersionStore(tx: self) }
    var statistics: StatisticsStore { StatisticsStore(tx: self) }
    var metadata: MetadataStore { MetadataStore(tx: self) }
    var objectKeys: ObjectKeyStore { ObjectKeyStore(tx: self) }
    var policies: PolicyStore { PolicyStore(tx: self) }
    var permissions: PermissionStore { PermissionStore(tx: self) }
    var groups: GroupStore { GroupStore(tx: self) }
    var publicLinks: PublicLinkStore { PublicLinkStore(tx: self) }
    var commissions: CommissionStore { CommissionStore(tx: self) }
    var changes: VersionWriter { VersionWriter(tx: self) }
}
