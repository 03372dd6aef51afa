// One folder: its list, uploads by button and by drop, and beside it one of its entries.

import { h, icon, show } from "../../shared/dom.js";
import { ApiError } from "../../shared/api.js";
import { ago, bytes, parseDate } from "../../shared/format.js";
import { PollFeed } from "../../shared/events.js";
import { navigate, path } from "../../shared/router.js";
import { addShortcut } from "../../shared/shortcuts.js";
import { DataTable } from "../../shared/components/data-table.js";
import { menuButton } from "../../shared/components/menu.js";
import { emptyState, errorNotice, noticeArea, waiting } from "../../shared/components/notice.js";
import { SidePanel } from "../../shared/components/side-panel.js";
import { createFolder, listFolder } from "../store.js";
import { openRegister } from "../../cyclades/images/register-dialog.js";
import { askFolder, askMove, askRename, confirmDelete } from "./actions.js";
import { FileDetails } from "./details.js";
import { download } from "./download.js";
import { readDrop, readInput } from "./drop.js";
import { previewKind, symbolOf, typeWord } from "./kinds.js";
import { openPreview } from "./preview.js";
import { openSharing } from "./sharing-dialog.js";
import { transfers } from "./transfers.js";

/** Files that are probably disk images, to be offered for registration. */
const IMAGE_ENDINGS = /\.(diskdump|img|raw|iso|qcow2)$/i;

/** @param {{container: string, folder: string}} location `folder` is "" or ends with a slash */
export async function mountFolder(view, location, place) {
  const page = new FolderPage(view, location, place);
  page.start();
  return (next) => page.goTo(next);
}

class FolderPage {
  #view;
  #container;
  #folder;
  #place;
  #entries = null;
  #notices = noticeArea();
  #list = h("div", waiting());
  #hint = h("p.drop-hint", { hidden: true }, "Drop files or folders anywhere here to upload them.");
  #panel = SidePanel.make();
  #details;
  #table;
  #feed;
  #pickFiles = h("input", { type: "file", multiple: true, hidden: true, onchange: (event) => this.#uploadInput(event.target) });
  #pickFolder = h("input", { type: "file", webkitdirectory: true, hidden: true, onchange: (event) => this.#uploadInput(event.target) });

  constructor(view, { container, folder }, place) {
    this.#view = view;
    this.#container = container;
    this.#folder = folder;
    this.#place = place;
    this.#table = this.#makeTable();
    this.#details = new FileDetails(this.#panel.content, {
      onChange: () => this.#feed.nudge(),
      preview: (entry) => openPreview(container, entry),
      share: (entry) => this.#share(entry),
      remove: (entry) => this.#remove([entry]),
    });
    this.#feed = new PollFeed(() => this.#load(), () => false);
  }

  start() {
    const { root, signal, setTitle } = this.#view;
    const title = this.#folder.split("/").filter(Boolean).at(-1) ?? this.#container;
    setTitle(title);
    const place = h("div.drop-place", this.#notices.element, this.#list, this.#hint);
    root.append(
      h("div.page-head", this.#crumbs(title), this.#newFolderButton(), this.#uploadButton(), this.#pickFiles, this.#pickFolder),
      h("div.beside", place, this.#panel));
    this.#acceptDrops(place);
    addShortcut("n", "New folder", () => this.#newFolder(), signal);
    addShortcut("u", "Upload files", () => this.#pickFiles.click(), signal);
    const onUploaded = ({ detail }) => {
      if (detail.container === this.#container && detail.path.startsWith(this.#folder)) this.#feed.nudge();
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

  #folderPath(folder) {
    return path("/ui/files", this.#container, ...folder.split("/").filter(Boolean));
  }

  #panelPath(entry) {
    return `${this.#folderPath(this.#folder)}?file=${encodeURIComponent(entry.path)}`;
  }

  #hrefOf(entry) {
    return entry.isFolder ? this.#folderPath(`${entry.path}/`) : this.#panelPath(entry);
  }

  #crumbs(title) {
    const parts = this.#folder.split("/").filter(Boolean);
    const steps = parts.length === 0 ? [] : [{ label: this.#container, folder: "" }, ...parts.slice(0, -1).map((label, index) => ({ label, folder: `${parts.slice(0, index + 1).join("/")}/` }))];
    return h("nav.crumbs", { "aria-label": "Folders" }, h("ol",
      h("li", h("a", { href: "/ui/files" }, "Files")),
      steps.map(({ label, folder }) => h("li", h("a", { href: this.#folderPath(folder) }, label))),
      h("li", h("h1", { "aria-current": "page" }, title))));
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

  #makeTable() {
    const container = this.#container;
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
            h("div.name", icon(entry.isFolder ? "folder" : symbolOf(entry)), h("a", { href: this.#hrefOf(entry) }, entry.label),
              entry.x_object_sharing && h("span.tag", { title: "Shared with others" }, icon("share"), h("span.visually-hidden", "Shared")),
              entry.x_object_public && h("span.tag", { title: "Has a public link" }, icon("globe"), h("span.visually-hidden", "Public"))),
            h("div.under", entry.isFolder ? "Folder" : `${bytes(entry.bytes)} · ${ago(parseDate(entry.last_modified))}`),
          ],
        },
        { key: "type", label: "Type", rank: 3, width: "130px", value: (entry) => (entry.isFolder ? "" : typeWord(entry)), cell: (entry) => (entry.isFolder ? "Folder" : typeWord(entry)) },
        { key: "bytes", label: "Size", rank: 2, width: "100px", numeric: true, value: (entry) => entry.bytes ?? 0, cell: (entry) => (entry.isFolder ? "" : bytes(entry.bytes)) },
        { key: "modified", label: "Changed", rank: 2, width: "140px", numeric: true, value: (entry) => Date.parse(entry.last_modified) || 0, cell: (entry) => (entry.last_modified ? ago(parseDate(entry.last_modified)) : "") },
      ],
      open: (entry) => navigate(this.#hrefOf(entry)),
      actions: (entry) => this.#menuOf(entry),
      bulk: (entries) => [
        { label: "Move", icon: "move", run: () => this.#move(entries) },
        ...(entries.some((entry) => entry.isFolder) ? [] : [{ label: "Download", icon: "download", run: () => entries.forEach((entry) => this.#download(entry)) }]),
        { label: "Delete", icon: "trash", danger: true, run: () => this.#remove(entries) },
      ],
      empty: () => emptyState({
        icon: "upload", title: this.#folder ? "This folder is empty" : `Nothing in ${container} yet`,
        text: "Drop files or whole folders here. Only what the cloud does not have yet is sent.",
        actions: [h("button.primary", { type: "button", onclick: () => this.#pickFiles.click() }, icon("upload"), "Choose files")],
      }),
    });
  }

  #menuOf(entry) {
    return [
      !entry.isFolder && { label: "Download", icon: "download", run: () => this.#download(entry) },
      !entry.isFolder && previewKind(entry) && { label: "Preview", icon: "eye", run: () => openPreview(this.#container, entry) },
      entry.isFolder && { label: "Open", icon: "folder-open", href: this.#hrefOf(entry) },
      { label: "Details", icon: "info", href: this.#panelPath(entry) },
      { label: "Share", icon: "share", run: () => this.#share(entry) },
      { label: "Rename", icon: "edit", run: () => this.#rename(entry) },
      { label: "Move", icon: "move", run: () => this.#move([entry]) },
      { label: "Copy", icon: "copy", run: () => this.#move([entry], { copy: true }) },
      !entry.isFolder && IMAGE_ENDINGS.test(entry.path) && { label: "Register as image", icon: "image", run: () => this.#register(entry) },
      "-",
      { label: "Delete", icon: "trash", danger: true, run: () => this.#remove([entry]) },
    ].filter(Boolean);
  }

  async #load() {
    try {
      const { folders, files } = await listFolder(this.#container, this.#folder, this.#view.signal);
      this.#entries = [...folders.map((each) => ({ ...each, isFolder: true })), ...files.map((each) => ({ ...each, isFolder: false }))];
    } catch (error) {
      if (error.name === "AbortError") throw error;
      const isMissing = error instanceof ApiError && error.status === 404;
      show(this.#list, isMissing
        ? emptyState({ icon: "folder", title: "No such container", text: "It may have been deleted, or renamed.", actions: [h("a.button", { href: "/ui/files" }, "All containers")] })
        : errorNotice(error, { title: "The files could not be listed", retry: () => this.#feed.nudge() }));
      throw error;
    }
    if (!this.#list.contains(this.#table.element)) this.#list.replaceChildren(this.#table.element);
    this.#table.rows = this.#entries;
    this.#hint.hidden = this.#entries.length === 0;
    this.#renderPanel();
  }

  #renderPanel() {
    const wanted = this.#place.query.get("file");
    const entry = this.#entries?.find((each) => each.path === wanted);
    this.#table.current = entry ? wanted : null;
    if (entry) {
      this.#panel.open(entry.label, entry.isFolder ? "Folder" : bytes(entry.bytes), this.#folderPath(this.#folder));
      this.#details.show(this.#container, entry);
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
    if (await askFolder(this.#container, this.#folder)) this.#feed.nudge();
  }

  async #download(entry) {
    try {
      await download(this.#container, entry);
    } catch (error) {
      this.#report(error, `${entry.label} could not be downloaded`);
    }
  }

  async #rename(entry) {
    const target = await askRename(this.#container, entry);
    if (!target) return;
    if (this.#place.query.get("file") === entry.path) navigate(`${this.#folderPath(this.#folder)}?file=${encodeURIComponent(target)}`, { replace: true });
    this.#feed.nudge();
  }

  async #move(entries, options) {
    if (!await askMove(this.#container, entries, options)) return;
    this.#table.clearSelection();
    this.#feed.nudge();
  }

  async #share(entry) {
    await openSharing(this.#container, entry);
    this.#feed.nudge();
  }

  #remove(entries) {
    return confirmDelete(this.#container, entries, () => this.#feed.nudge(), (error, title) => this.#report(error, title));
  }

  async #register(entry) {
    const id = await openRegister({ container: this.#container, path: entry.path });
    if (id) navigate(path("/ui/images", id));
  }

  #uploadInput(input) {
    this.#upload(readInput(input));
    input.value = "";
  }

  /** Folders get their markers, so that empty ones are there too. */
  async #upload({ files, folders }) {
    transfers.upload(this.#container, files.map(({ file, path: name }) => ({ file, path: `${this.#folder}${name}` })));
    try {
      for (const name of folders) await createFolder(this.#container, `${this.#folder}${name}`);
    } catch (error) {
      this.#report(error, "Not every folder could be made");
    }
    if (folders.length) this.#feed.nudge();
  }

  #acceptDrops(place) {
    let depth = 0;
    const hasFiles = (event) => [...event.dataTransfer.types].includes("Files");
    place.addEventListener("dragenter", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      place.toggleAttribute("data-over", true);
    });
    place.addEventListener("dragover", (event) => {
      if (hasFiles(event)) event.preventDefault();
    });
    place.addEventListener("dragleave", () => {
      depth = Math.max(0, depth - 1);
      place.toggleAttribute("data-over", depth > 0);
    });
    place.addEventListener("drop", async (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      place.toggleAttribute("data-over", false);
      this.#upload(await readDrop(event.dataTransfer));
    });
  }
}
