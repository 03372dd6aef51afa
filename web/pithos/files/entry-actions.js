// What can be done to the entries of a folder, from the row menu, the panel, and for several at once. Whose the folder is
// decides: the reader's own, the trash, or somebody else's.

import { navigate, path } from "../../shared/router.js";
import { openRegister } from "../../cyclades/images/register-dialog.js";
import { askMove, askRename } from "./actions.js";
import { download } from "./download.js";
import { previewKind } from "./kinds.js";
import { openPreview } from "./preview.js";
import { confirmDelete, confirmDeleteForGood, restore } from "./removal.js";
import { openSharing } from "./sharing-dialog.js";

/** Files that are probably disk images, to be offered for registration. */
const IMAGE_ENDINGS = /\.(diskdump|img|raw|iso|qcow2)$/i;

export class EntryActions {
  #folder;
  #onChange;
  #onRenamed;
  #report;

  /**
   * @param {import("./folder-address.js").FolderAddress} folder
   * @param {object} callbacks
   * @param {() => void} callbacks.onChange the list has to be read anew
   * @param {(entry: object, path: string) => void} callbacks.onRenamed
   * @param {(error: Error, title: string) => void} callbacks.report
   */
  constructor(folder, { onChange, onRenamed, report }) {
    this.#folder = folder;
    this.#onChange = onChange;
    this.#onRenamed = onRenamed;
    this.#report = report;
  }

  /** Entries of the row menu. */
  menu(entry) {
    const { isOwn, isTrash } = this.#folder;
    const details = { label: "Details", icon: "info", href: this.#folder.panelOf(entry.path) };
    const open = entry.isFolder && { label: "Open", icon: "folder-open", href: this.#folder.hrefOf(entry) };
    if (isTrash) return [open, !open && this.#download(entry), details, this.#restore([entry]), "-", this.#deleteForGood([entry])].filter(Boolean);
    if (!isOwn) return [open, ...(open ? [] : this.#look(entry)), details, !open && this.#copy([entry], "Copy to my files")].filter(Boolean);
    return [
      open, ...(open ? [] : this.#look(entry)), details,
      { label: "Share", icon: "share", run: () => this.share(entry) },
      { label: "Rename", icon: "edit", run: () => this.#rename(entry) },
      this.#move([entry]), this.#copy([entry], "Copy"),
      !open && IMAGE_ENDINGS.test(entry.path) && { label: "Register as image", icon: "image", run: () => this.#register(entry) },
      "-", this.#delete([entry]),
    ].filter(Boolean);
  }

  /** The most useful of them, as buttons of the panel. */
  buttons(entry) {
    const { isOwn, isTrash } = this.#folder;
    const primary = (action) => action && { ...action, primary: true };
    if (isTrash) return [primary(this.#restore([entry])), !entry.isFolder && this.#download(entry), { ...this.#deleteForGood([entry]), label: "Delete" }].filter(Boolean);
    const look = entry.isFolder ? [] : this.#look(entry);
    const some = [primary(look[0]), look[1]];
    if (!isOwn) return [...some, !entry.isFolder && this.#copy([entry], "Copy to my files")].filter(Boolean);
    return [...some, { label: "Share", icon: "share", run: () => this.share(entry) }, this.#delete([entry])].filter(Boolean);
  }

  /** For the rows that are ticked. */
  bulk(entries) {
    const { isOwn, isTrash } = this.#folder;
    const hasFolder = entries.some((entry) => entry.isFolder);
    const save = !hasFolder && { label: "Download", icon: "download", run: () => entries.forEach((entry) => this.#save(entry)) };
    if (isTrash) return [this.#restore(entries), { ...this.#deleteForGood(entries), label: "Delete" }];
    if (!isOwn) return [save, !hasFolder && this.#copy(entries, "Copy to my files")].filter(Boolean);
    return [this.#move(entries), save, this.#delete(entries)].filter(Boolean);
  }

  async share(entry) {
    await openSharing(this.#folder.container, entry);
    this.#onChange();
  }

  #look(entry) {
    return [
      this.#download(entry),
      previewKind(entry) && { label: "Preview", icon: "eye", run: () => openPreview(this.#folder.container, entry) },
    ].filter(Boolean);
  }

  #download(entry) {
    return { label: "Download", icon: "download", run: () => this.#save(entry) };
  }

  #move(entries) {
    return { label: "Move", icon: "move", run: () => this.#carry(entries) };
  }

  #copy(entries, label) {
    return { label, icon: "copy", run: () => this.#carry(entries, { copy: true }) };
  }

  #delete(entries) {
    return { label: "Delete", icon: "trash", danger: true, run: () => confirmDelete(this.#folder.container, entries, this.#onChange, this.#report) };
  }

  #restore(entries) {
    return { label: "Restore", icon: "history", run: () => restore(entries, this.#onChange, this.#report) };
  }

  #deleteForGood(entries) {
    return { label: "Delete for good", icon: "trash", danger: true, run: () => confirmDeleteForGood(entries, this.#onChange) };
  }

  async #save(entry) {
    try {
      await download(this.#folder.container, entry);
    } catch (error) {
      this.#report(error, `${entry.label} could not be downloaded`);
    }
  }

  async #rename(entry) {
    const target = await askRename(this.#folder.container, entry);
    if (target) this.#onRenamed(entry, target);
  }

  async #carry(entries, options) {
    if (await askMove(this.#folder.container, entries, options)) this.#onChange();
  }

  async #register(entry) {
    const id = await openRegister({ container: this.#folder.container, path: entry.path });
    if (id) navigate(path("/ui/images", id));
  }
}
