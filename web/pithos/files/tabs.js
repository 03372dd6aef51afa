// The three beginnings of files: one's own, other people's, and what was deleted.

import { h } from "../../shared/dom.js";
import { FolderAddress, OWN, SHARED } from "./folder-address.js";
import { TRASH } from "../trash.js";

const TABS = [
  { href: OWN, label: "My files" },
  { href: SHARED, label: "Shared with me" },
  { href: new FolderAddress(TRASH).href, label: "Trash" },
];

/** @param {string} here address of the tab that is open */
export function fileTabs(here) {
  return h("nav.tabs", { "aria-label": "Files" }, TABS.map(({ href, label }) => h("a", { href, "aria-current": href === here ? "page" : null }, label)));
}
