public import Settings

extension InstalledSettings {
    /// The host that users' content has to itself; nil where it is shown beside the pages.
    ///
    /// - Throws: `SettingsError` for one that cookies of the pages are sent to.
    public var contentDomain: ContentDomain? {
        get throws { try ContentDomain(installation, astakos, pithos) }
    }
}
