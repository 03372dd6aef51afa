/// Makes the page that all pages are of `index.html`.
enum ShellPage {
    /// Its files are named by the client's version. The modules that every page needs are asked for at once: a browser
    /// would find them one by one, each in what another imports.
    static func make(_ index: Asset, of catalog: AssetCatalog) -> [UInt8] {
        let address = AssetService.address(of: catalog)
        let modules = catalog.assets.keys.filter(isShared).sorted()
            .map { "  <link rel=\"modulepreload\" href=\"\(address)/\($0)\">\n" }.joined()
        let page = String(decoding: index.content, as: UTF8.self)
            .replacing("\"\(AssetService.path)/", with: "\"\(address)/")
            .replacing("</head>", with: modules + "</head>", maxReplacements: 1)
        return Array(page.utf8)
    }

    /// `scheme.js` is no module: it runs before the first paint.
    private static func isShared(_ path: String) -> Bool {
        path.hasPrefix("shared/") && path.hasSuffix(".js") && path != "shared/scheme.js"
    }
}
