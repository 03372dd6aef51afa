// Chooses a container and a folder in it.

import { h, icon, show } from "../../shared/dom.js";
import { isAbort } from "../../shared/api.js";
import { field } from "../../shared/components/form-field.js";
import { errorNotice } from "../../shared/components/notice.js";
import { listContainers, listFolder } from "../store.js";
import { TRASH } from "../trash.js";

export class FolderPicker {
  #containers = h("select", { onchange: () => this.#open("") });
  #list = h("div.pick-folder", { "aria-label": "Folders", role: "group" });
  #here = h("p.break", { role: "status" });
  #start;

  /** Container and folder ("" or with a slash at its end) that are chosen now. */
  value;

  /** @param {{container: string, folder: string}} start */
  constructor(start) {
    this.#start = start;
    this.value = start;
    this.element = h("div.stack.tight", field({ label: "Container", control: this.#containers }), this.#here, this.#list);
    this.#load();
  }

  async #load() {
    try {
      const containers = (await listContainers()).filter(({ name }) => name !== TRASH);
      this.#containers.append(...containers.map(({ name }) => h("option", { value: name, selected: name === this.#start.container }, name)));
      await this.#open(this.#start.folder);
    } catch (error) {
      show(this.#list, errorNotice(error));
    }
  }

  async #open(folder) {
    const container = this.#containers.value;
    this.value = { container, folder };
    show(this.#here, "To ", h("b", [container, ...folder.split("/").filter(Boolean)].join(" / ")));
    try {
      const { folders } = await listFolder(container, folder);
      if (this.value.container !== container || this.value.folder !== folder) return;
      show(this.#list,
        folder && this.#step("arrow-left", "Back", folder.replace(/[^/]+\/$/, "")),
        folders.map((each) => this.#step("folder", each.label, `${each.path}/`)),
        folders.length === 0 && !folder && h("p.muted", "No folders in this container."));
    } catch (error) {
      if (!isAbort(error)) show(this.#list, errorNotice(error));
    }
  }

  #step(symbol, label, folder) {
    return h("button.plain", { type: "button", onclick: () => this.#open(folder) }, icon(symbol), label);
  }
}
