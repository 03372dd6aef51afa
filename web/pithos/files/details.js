// One file or folder, beside the list.

import { h, icon, show } from "../../shared/dom.js";
import { isAbort, request } from "../../shared/api.js";
import { ago, bytes, dateTime, parseDate } from "../../shared/format.js";
import { errorNotice, noticeArea } from "../../shared/components/notice.js";
import { CopyField } from "../../shared/components/copy-field.js";
import { toast } from "../../shared/components/toast.js";
import { listVersions, objectURL, partsOf, restoreVersion } from "../store.js";
import { download } from "./download.js";
import { previewKind } from "./kinds.js";
import { peopleOf } from "./people.js";

/** Pictures up to this size are shown in the panel. */
const THUMBNAIL_MAX_BYTES = 8_388_608;
const VERSIONS_SHOWN = 10;

/** Changes when anything of an entry does that the panel shows. */
const stampOf = (entry) => [entry.path, entry.x_object_version, entry.x_object_sharing, entry.x_object_public].join("\n");

export class FileDetails {
  #root;
  #folder;
  #callbacks;
  #notices = noticeArea();
  #picture = h("div");
  #facts = h("section");
  #people = h("div.group");
  #versions = h("section");
  #link = h("section");
  #actions = h("div.actions");
  #shown = null;
  #pictureURL = null;

  /**
   * @param {HTMLElement} root
   * @param {import("./folder-address.js").FolderAddress} folder
   * @param {{onChange: () => void, buttons: (entry: object) => object[], canRestore: (entry: object) => boolean}} callbacks
   */
  constructor(root, folder, callbacks) {
    this.#root = root;
    this.#folder = folder;
    this.#callbacks = callbacks;
  }

  /** Path of the entry that is shown, or null. */
  get path() {
    return this.#shown?.path ?? null;
  }

  report(error, title) {
    this.#notices.add(error, title);
  }

  clear() {
    this.#shown = null;
    this.#dropPicture();
  }

  show(entry) {
    const isNew = this.#shown?.path !== entry.path;
    const hasChanged = isNew || stampOf(this.#shown) !== stampOf(entry);
    this.#shown = entry;
    if (isNew || !this.#root.contains(this.#facts)) {
      this.#notices.clear();
      this.#dropPicture();
      this.#versions.replaceChildren();
      this.#people.replaceChildren();
      this.#root.replaceChildren(this.#notices.element, this.#actions, this.#picture, this.#link, this.#facts, this.#versions);
    }
    show(this.#actions, this.#callbacks.buttons(entry).map((button) => h("button", {
      type: "button", class: button.primary ? "primary" : button.danger ? "danger" : "", onclick: button.run,
    }, icon(button.icon), button.label)));
    if (hasChanged) show(this.#facts, h("h3", "Details"), this.#factList(entry));
    show(this.#link, entry.x_object_public && [h("h3", "Public link"), CopyField.make({ value: decodeURIComponent(entry.x_object_public), label: "Public link", quiet: true, wrap: true })]);
    this.#link.hidden = !entry.x_object_public;
    this.#versions.hidden = entry.isFolder;
    this.#picture.hidden = this.#picture.childNodes.length === 0;
    if (hasChanged) this.#showPeople(entry);
    if (hasChanged && !entry.isFolder) {
      this.#showPicture(entry);
      this.#showVersions(entry);
    }
  }

  async #showPicture(entry) {
    this.#dropPicture();
    if (previewKind(entry) !== "picture" || entry.bytes > THUMBNAIL_MAX_BYTES) return;
    try {
      const answer = await request(objectURL(this.#folder.container, entry.path));
      const url = URL.createObjectURL(await answer.blob());
      if (this.path !== entry.path) {
        URL.revokeObjectURL(url);
        return;
      }
      this.#pictureURL = url;
      this.#picture.replaceChildren(h("img.thumbnail", { src: url, alt: entry.label }));
      this.#picture.hidden = false;
    } catch {
      // The list and the facts are there; a missing thumbnail is no news.
    }
  }

  #dropPicture() {
    if (this.#pictureURL) URL.revokeObjectURL(this.#pictureURL);
    this.#pictureURL = null;
    this.#picture.replaceChildren();
  }

  async #showPeople(entry) {
    try {
      const facts = await peopleOf(this.#folder, entry);
      if (this.path !== entry.path) return;
      this.#people.replaceChildren(...facts.flatMap(([term, lines]) => [h("dt", term), h("dd", lines.map((line) => h("div", line)))]));
    } catch (error) {
      if (!isAbort(error)) this.report(error, "Who may use it could not be read");
    }
  }

  async #showVersions(entry) {
    const { container } = this.#folder;
    let versions;
    try {
      versions = await listVersions(container, entry.path);
    } catch (error) {
      if (!isAbort(error)) show(this.#versions, errorNotice(error, { title: "Its versions could not be read" }));
      return;
    }
    if (this.path !== entry.path) return;
    const [, ...old] = versions;
    show(this.#versions, h("h3", "Versions"), old.length === 0 ? h("p.muted", "This is the only one.") : h("ul.versions", old.slice(0, VERSIONS_SHOWN).map(({ version, date }) => h("li",
      h("span.grow", { title: dateTime(date) }, ago(date)),
      h("button.plain.square", { type: "button", "aria-label": `Download the version of ${dateTime(date)}`, onclick: () => this.#try("It could not be downloaded", () => download(container, { ...entry, bytes: 0 }, version)) }, icon("download")),
      this.#callbacks.canRestore(entry) && h("button.plain", { type: "button", onclick: () => this.#restore(entry, version) }, "Restore")))));
  }

  #restore(entry, version) {
    return this.#try("The version could not be restored", async () => {
      await restoreVersion(this.#folder.container, entry.path, version, entry.content_type);
      toast("The old version is the current one again");
      this.#callbacks.onChange();
    });
  }

  async #try(title, act) {
    try {
      await act();
    } catch (error) {
      this.report(error, title);
    }
  }

  #factList(entry) {
    const modified = parseDate(entry.last_modified);
    return h("dl.facts",
      entry.isFolder ? null : [h("dt", "Size"), h("dd", `${bytes(entry.bytes)}${entry.bytes >= 1024 ? ` (${entry.bytes.toLocaleString("en")} bytes)` : ""}`), h("dt", "Type"), h("dd", entry.content_type)],
      modified && [h("dt", "Changed"), h("dd", dateTime(modified))],
      this.#people,
      h("dt", "Path"), h("dd", `${partsOf(this.#folder.container).name}/${entry.path}`),
      entry.x_object_version ? [h("dt", "Version"), h("dd.mono", entry.x_object_version)] : null);
  }
}
