// A folder: where it lies in the store, and its address among the pages.

import { path } from "../../shared/router.js";
import { credentials } from "../../shared/session.js";
import { canBeFolder, partsOf } from "../store.js";
import { TRASH } from "../trash.js";

export const OWN = "/ui/files";
export const SHARED = "/ui/shared";

export class FolderAddress {
  /**
   * @param {string} container as the store names it
   * @param {string[]} parts names of the folders, from the container down to this one
   */
  constructor(container, parts = []) {
    this.container = container;
    this.parts = parts;
  }

  /** @returns {FolderAddress|null} of the place that the reader is at; null for a page that is no folder's */
  static at({ base, params: { rest } }) {
    if (base === OWN) return rest.length > 0 ? new FolderAddress(rest[0], rest.slice(1)) : null;
    return rest.length > 1 ? new FolderAddress(`${rest[0]}/${rest[1]}`, rest.slice(2)) : null;
  }

  /** The one in whose list a file is (see `listFolder`). */
  static of(container, filePath) {
    const folders = filePath.split("/").slice(0, -1);
    const odd = folders.findIndex((name) => !canBeFolder(name));
    return new FolderAddress(container, odd < 0 ? folders : folders.slice(0, odd));
  }

  /** Its path in the container: "" for the container itself, else with a slash at its end. */
  get path() {
    return this.parts.map((part) => `${part}/`).join("");
  }

  /** Account that it belongs to. */
  get owner() {
    return partsOf(this.container).account;
  }

  get isOwn() {
    return this.owner === credentials()?.uuid;
  }

  get isTrash() {
    return this.container === TRASH;
  }

  get title() {
    return this.parts.at(-1) ?? (this.isTrash ? "Trash" : partsOf(this.container).name);
  }

  get href() {
    const { account, name } = partsOf(this.container);
    return this.isOwn ? path(OWN, name, ...this.parts) : path(SHARED, account, name, ...this.parts);
  }

  /** The folders that it lies in, outermost first: the container, and so on. */
  get parents() {
    return this.parts.map((_, index) => new FolderAddress(this.container, this.parts.slice(0, index)));
  }

  /** Where a click on one of its entries leads: into a folder, or to the panel of a file. */
  hrefOf(entry) {
    return entry.isFolder ? new FolderAddress(this.container, entry.path.split("/")).href : this.panelOf(entry.path);
  }

  /** Of this folder with the panel of one entry. */
  panelOf(entryPath) {
    return `${this.href}?file=${encodeURIComponent(entryPath)}`;
  }
}
