// The way to a folder, each step a link.

import { h } from "../../shared/dom.js";
import { shown } from "../../shared/format.js";
import { OWN, SHARED } from "./folder-address.js";

/** @param {import("./folder-address.js").FolderAddress} folder */
export function crumbs(folder) {
  const root = folder.isOwn ? { href: OWN, title: "Files" } : { href: SHARED, title: "Shared with me" };
  const steps = [root, ...folder.parents.map((parent) => ({ href: parent.href, title: parent.title }))];
  return h("nav.crumbs", { "aria-label": "Folders" }, h("ol",
    steps.map(({ href, title }) => h("li", h("a", { href }, shown(title)))),
    h("li", h("h1", { "aria-current": "page" }, shown(folder.title)))));
}
