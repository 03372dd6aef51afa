import Branding

/// The files that bear the operator's colour, made of templates.
enum BrandAssets {
    /// By path below `/static/`.
    static func make(_ brand: Brand, _ templates: PageTemplates) throws -> [String: String] {
        let colours = ["light": brand.accent.light.text, "dark": brand.accent.dark.text]
        return [
            "shared/brand.css": try templates.render("brand.css", colours),
            "shared/favicon.svg": try templates.render("favicon.svg", colours),
        ]
    }
}
