// One folder: its list, uploads by button and by drop, and beside it one of its entries.

import { h, icon, show } from "../../shared/dom.js";
import { ApiError, isAbort } from "../../shared/api.js";
import { ago, bytes, parseDate, plural, shown } from "../../shared/format.js";
import { PollFeed } from "../../shared/events.js";
import { navigate } from "../../shared/router.js";
import { addShortcut } from "../../shared/shortcuts.js";
import { DataTable } from "../../shared/components/data-table.js";
import { menuButton } from "../../shared/components/menu.js";
import { emptyState, errorNotice, noticeArea, waiting } from "../../shared/components/notice.js";
import { SidePanel } from "../../shared/components/side-panel.js";
import { describeSharing } from "../sharing.js";
import { createFolder, listFolder } from "../store.js";
import { askFolder } from "./actions.js";
import { changed, size } from "./columns.js";
import { crumbs } from "./crumbs.js";
import { FileDetails } from "./details.js";
import { acceptDrops, readInput } from "./drop.js";
import { EntryActions } from "./entry-actions.js";
import { OWN, SHARED } from "./folder-address.js";
import { symbolOf, typeWord } from "./kinds.js";
import { confirmEmptyTrash } from "./removal.js";
import { fileTabs } from "./tabs.js";
import { transfers } from "./transfers.js";

/** @param {import("./folder-address.js").FolderAddress} folder */
export async function mountFolder(view, folder, place) {
  const page = new FolderPage(view, folder, place);
  page.start();
  return (next) => page.goTo(next);
}

/** Names that a notice tells; more are counted. */
const NAMES_MAX = 10;

function listOf(names) {
  const told = names.slice(0, NAMES_MAX).map((name) => shown(name)).join(", ");
  return names.length > NAMES_MAX ? `${told} and ${names.length - NAMES_MAX} more` : told;
}

class FolderPage {
  #view;
  #folder;
  #place;
  #entries = null;
  #canAdd;
  #notices = noticeArea();
  #list = h("div", waiting());
  #hint = h("p.drop-hint", { hidden: true }, "Drop files or folders anywhere here to upload them.");
  #tools = h("div.row");
  #panel = SidePanel.make();
  #actions;
  #details;
  #table;
  #feed;
  #pickFiles = h("input", { type: "file", multiple: true, hidden: true, onchange: (event) => this.#uploadInput(event.target) });
  #pickFolder = h("input", { type: "file", webkitdirectory: true, hidden: true, onchange: (event) => this.#uploadInput(event.target) });

  constructor(view, folder, place) {
    this.#view = view;
    this.#folder = folder;
    this.#place = place;
    this.#canAdd = folder.isOwn && !folder.isTrash;
    const report = (error, title) => this.#report(error, title);
    const onChange = () => {
      this.#table.clearSelection();
      this.#feed.nudge();
    };
    this.#actions = new EntryActions(folder, { onChange, report, onRenamed: (entry, target) => this.#onRenamed(entry, target) });
    this.#table = this.#makeTable();
    this.#details = new FileDetails(this.#panel.content, folder, {
      onChange, buttons: (entry) => this.#actions.buttons(entry),
      canRestore: (entry) => this.#canAdd || entry.x_object_allowed_to === "write",
    });
    this.#feed = new PollFeed(() => this.#load(), () => false);
  }

  start() {
    const { root, signal, setTitle } = this.#view;
    setTitle(shown(this.#folder.title));
    const place = h("div.drop-place", this.#notices.element, this.#list, this.#hint);
    const isBeginning = this.#folder.isTrash && this.#folder.parts.length === 0;
    root.append(
      h("div.page-head", isBeginning ? h("h1", "Files") : crumbs(this.#folder), this.#tools, this.#pickFiles, this.#pickFolder),
      isBeginning ? fileTabs(this.#folder.href) : "",
      h("div.beside", place, this.#panel));
    acceptDrops(place, () => this.#canAdd, (found) => this.#upload(found));
    addShortcut("n", "New folder", () => this.#canAdd && this.#newFolder(), signal);
    addShortcut("u", "Upload files", () => this.#canAdd && this.#pickFiles.click(), signal);
    const onUploaded = ({ detail }) => {
      if (detail.container === this.#folder.container && detail.path.startsWith(this.#folder.path)) this.#feed.nudge();
    };
    transfers.addEventListener("uploaded", onUploaded);
    signal.addEventListener("abort", () => {
      transfers.removeEventListener("uploaded", onUploaded);
      this.#feed.stop();
      this.#details.clear();
    });
    this.#feed.start();
  }

  goTo(place) {
    this.#place = place;
    this.#renderPanel();
  }

  #makeTable() {
    const folder = this.#folder;
    return new DataTable({
      label: "Files and folders",
      key: (entry) => entry.path,
      name: (entry) => entry.label,
      sort: { key: "name" },
      group: (entry) => (entry.isFolder ? 0 : 1),
      columns: [
        {
          key: "name", label: "Name", value: (entry) => entry.label,
          cell: (entry) => [
            h("div.name", icon(entry.isFolder ? "folder" : symbolOf(entry)), h("a", { href: folder.hrefOf(entry) }, entry.label),
              folder.isOwn && entry.x_object_sharing && h("span.tag", { title: "Shared with others" }, icon("share"), h("span.visually-hidden", "Shared")),
              entry.x_object_public && h("span.tag", { title: "Has a public link" }, icon("globe"), h("span.visually-hidden", "Public"))),
            h("div.under", entry.isFolder ? "Folder" : `${bytes(entry.bytes)} · ${ago(parseDate(entry.last_modified))}`),
          ],
        },
        { key: "type", label: "Type", rank: 3, width: "130px", value: (entry) => (entry.isFolder ? "" : typeWord(entry)), cell: (entry) => (entry.isFolder ? "Folder" : typeWord(entry)) },
        { ...size, rank: 2 },
        { ...changed, rank: 2 },
      ],
      open: (entry) => navigate(folder.hrefOf(entry)),
      actions: (entry) => this.#actions.menu(entry),
      bulk: (entries) => this.#actions.bulk(entries),
      empty: () => this.#emptyState(),
    });
  }

  #emptyState() {
    if (this.#folder.isTrash) return emptyState({ icon: "trash", title: "The trash is empty", text: "What you delete from your files comes here first." });
    const title = this.#folder.parts.length > 0 ? "This folder is empty" : `Nothing in ${shown(this.#folder.title)} yet`;
    if (!this.#canAdd) return emptyState({ icon: "folder", title, text: "Nothing is here that you may see." });
    return emptyState({
      icon: "upload", title, text: "Drop files or whole folders here. Only what the cloud does not have yet is sent.",
      actions: [h("button.primary", { type: "button", onclick: () => this.#pickFiles.click() }, icon("upload"), "Choose files")],
    });
  }

  /** What can be done to the folder as a whole. */
  #renderTools() {
    if (this.#folder.isTrash) {
      show(this.#tools, this.#folder.parts.length === 0 && this.#entries.length > 0 && h("button.danger", { type: "button", onclick: () => confirmEmptyTrash(() => this.#feed.nudge()) }, icon("trash"), "Empty trash"));
      return;
    }
    if (!this.#canAdd) this.#tools.replaceChildren();
    else if (this.#tools.childNodes.length === 0) this.#tools.append(this.#newFolderButton(), this.#uploadButton());
  }

  #newFolderButton() {
    return h("button", { type: "button", "aria-label": "New folder", onclick: () => this.#newFolder() }, icon("folder"), h("span.wide-only", "New folder"));
  }

  #uploadButton() {
    return menuButton({
      label: "Upload", className: "primary", content: h("span.row", icon("upload"), "Upload"),
      items: () => [
        { label: "Files…", icon: "file", run: () => this.#pickFiles.click() },
        { label: "A folder…", icon: "folder", run: () => this.#pickFolder.click() },
      ],
    });
  }

  async #load() {
    try {
      const [{ folders, files }, canAdd] = await Promise.all([this.#listEntries(), this.#mayAdd()]);
      this.#entries = [...folders, ...files];
      this.#canAdd = canAdd;
    } catch (error) {
      if (isAbort(error)) throw error;
      const { isOwn } = this.#folder;
      const isMissing = error instanceof ApiError && error.status === (isOwn ? 404 : 403);
      this.#tools.replaceChildren();
      show(this.#list, isMissing
        ? emptyState({ icon: "folder", title: isOwn ? "No such container" : "Not shared with you", text: isOwn ? "It may have been deleted, or renamed." : "It may have been deleted, or its owner shares it no longer.", actions: [h("a.button", { href: isOwn ? OWN : SHARED }, isOwn ? "All containers" : "Shared with me")] })
        : errorNotice(error, { title: "The files could not be listed", retry: () => this.#feed.nudge() }));
      throw error;
    }
    if (!this.#list.contains(this.#table.element)) this.#list.replaceChildren(this.#table.element);
    this.#renderTools();
    this.#table.rows = this.#entries;
    this.#hint.hidden = !this.#canAdd || this.#entries.length === 0;
    this.#renderPanel();
  }

  /** Nobody has deleted anything yet where there is no trash. */
  async #listEntries() {
    try {
      return await listFolder(this.#folder.container, this.#folder.path, this.#view.signal);
    } catch (error) {
      if (this.#folder.isTrash && error instanceof ApiError && error.status === 404) return { folders: [], files: [] };
      throw error;
    }
  }

  /** Whether files can be put here: what the folder of somebody else allows is asked each time. */
  async #mayAdd() {
    const { isOwn, isTrash, container, path } = this.#folder;
    if (isOwn) return !isTrash;
    if (path === "") return false;
    return (await describeSharing(container, path.slice(0, -1), this.#view.signal))?.right === "write";
  }

  #renderPanel() {
    const wanted = this.#place.query.get("file");
    const entry = this.#entries?.find((each) => each.path === wanted);
    this.#table.current = entry ? wanted : null;
    if (entry) {
      this.#panel.open(entry.label, entry.isFolder ? "Folder" : bytes(entry.bytes), this.#folder.href);
      this.#details.show(entry);
      return;
    }
    const was = this.#details.path;
    this.#panel.close();
    this.#details.clear();
    if (was !== null) this.#table.focusRow(was);
  }

  #report(error, title) {
    if (this.#panel.hidden) this.#notices.add(error, title);
    else this.#details.report(error, title);
  }

  async #newFolder() {
    if (await askFolder(this.#folder.container, this.#folder.path)) this.#feed.nudge();
  }

  #onRenamed(entry, target) {
    if (this.#place.query.get("file") === entry.path) navigate(this.#folder.panelOf(target), { replace: true });
    this.#feed.nudge();
  }

  #uploadInput(input) {
    this.#upload(readInput(input));
    input.value = "";
  }

  /** Folders get their markers, so that empty ones are there too. */
  async #upload({ files, folders, unreadable }) {
    const { container, path } = this.#folder;
    if (unreadable.length) this.#report(new Error(listOf(unreadable)), `${plural(unreadable.length, "entry", "entries")} could not be read, and will not be uploaded`);
    transfers.upload(container, files.map(({ file, path: name }) => ({ file, path: `${path}${name}` })));
    try {
      for (const name of folders) await createFolder(container, `${path}${name}`);
    } catch (error) {
      this.#report(error, "Not every folder could be made");
    }
    if (folders.length) this.#feed.nudge();
  }
}
