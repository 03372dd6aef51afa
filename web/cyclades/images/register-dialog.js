// Makes an image of a file.

import { h, icon, show, stylesheet } from "../../shared/dom.js";
import { isAbort } from "../../shared/api.js";
import { bytes } from "../../shared/format.js";
import { config } from "../../shared/session.js";
import { formDialog } from "../../shared/components/dialog.js";
import { field, tick } from "../../shared/components/form-field.js";
import { errorNotice } from "../../shared/components/notice.js";
import { listContainers, listFolder } from "../../pithos/store.js";
import { registerImage } from "../plankton.js";

// The dialog opens from the files too, where nobody has loaded it.
await stylesheet(new URL("./page.css", import.meta.url));

const NAME_MAX = 255;
const PREFERRED = "images";

/**
 * @param {{container: string, path: string}} [file] when it is known already
 * @returns {Promise<string|null>} id of the image, or null when the dialog was closed
 */
export async function openRegister(file) {
  const picker = new FilePicker(file);
  const name = h("input", { name: "name", required: true, maxlength: NAME_MAX, autocomplete: "off" });
  const suggest = (path) => {
    const plain = path.split("/").at(-1).replace(/\.[a-z0-9]+$/i, "");
    if (!name.value || name.dataset.suggested === name.value) name.value = name.dataset.suggested = plain;
  };
  picker.onPick = suggest;
  if (file) suggest(file.path);
  const system = h("input", { name: "os", placeholder: "e.g. debian", list: "systems", autocomplete: "off" });
  const users = h("input", { name: "users", placeholder: "e.g. root", autocomplete: "off" });
  const root = h("input", { name: "root", inputmode: "numeric", pattern: "[0-9]+", placeholder: "e.g. 1", autocomplete: "off" });
  return formDialog({
    title: "Register an image", submit: "Register image", className: "wide",
    content: [
      picker.element,
      field({ label: "Name", control: name }),
      h("div.pair",
        field({ label: "System", control: system, hint: "What is installed on it." }),
        field({ label: "Accounts", control: users, hint: "Who gets the password and the keys." })),
      field({ label: "Root partition", control: root, hint: "Its number. Leave it empty when the disk has none." }),
      h("datalist", { id: "systems" }, ["debian", "ubuntu", "fedora", "centos", "linux", "windows", "freebsd"].map((value) => h("option", { value }))),
      tick({ label: "Everybody may use it", name: "public", hint: "Otherwise only you. Other people's access to the file is taken away either way." }),
    ],
    async onSubmit(data) {
      const { container, path } = picker.value;
      if (!path) throw new Error("Choose the file first.");
      const os = data.get("os").trim();
      const properties = {};
      if (os) Object.assign(properties, { OS: os, OSFAMILY: familyOf(os) });
      if (data.get("users").trim()) properties.USERS = data.get("users").trim();
      if (data.get("root").trim()) properties["ROOT-PARTITION"] = data.get("root").trim();
      return registerImage({ account: config.user.uuid, container, object: path }, { name: data.get("name").trim(), isPublic: data.has("public"), properties });
    },
  });
}

function familyOf(os) {
  const known = os.toLowerCase();
  return /windows/.test(known) ? "windows" : /(free|open|net)bsd/.exec(known)?.[0] ?? "linux";
}

/** Container and file, from lists. */
class FilePicker {
  #containers = h("select", { name: "container", onchange: () => this.#load() });
  #files = h("div.pick-file", { role: "radiogroup", "aria-label": "File" });
  #folder = "";
  #fixed;

  /** Called with the path of the file that was chosen. */
  onPick = () => {};

  constructor(fixed) {
    this.#fixed = fixed;
    if (fixed) {
      this.element = h("p", "From the file ", h("b.break", `${fixed.container}/${fixed.path}`));
      return;
    }
    this.element = h("div.stack.tight", field({ label: "Container", control: this.#containers }), this.#files);
    this.#files.addEventListener("change", (event) => this.onPick(event.target.value));
    this.#start();
  }

  get value() {
    if (this.#fixed) return this.#fixed;
    return { container: this.#containers.value, path: this.#files.querySelector(":checked")?.value ?? null };
  }

  async #start() {
    try {
      const containers = await listContainers();
      const preferred = containers.find((each) => each.name === PREFERRED && each.count > 0) ?? containers.find((each) => each.count > 0);
      this.#containers.append(...containers.map(({ name }) => h("option", { value: name, selected: name === preferred?.name }, name)));
      await this.#load();
    } catch (error) {
      this.#files.replaceChildren(errorNotice(error));
    }
  }

  async #load(folder = "") {
    this.#folder = folder;
    const container = this.#containers.value;
    if (!container) {
      show(this.#files, h("p.muted", "You have no files yet. Upload a disk image first."));
      return;
    }
    try {
      const { folders, files } = await listFolder(container, folder);
      if (this.#containers.value !== container || this.#folder !== folder) return;
      const up = folder.replace(/[^/]+\/$/, "");
      show(this.#files,
        folder && this.#step("arrow-left", "Back", up),
        folders.map((each) => this.#step("folder", each.label, `${each.path}/`)),
        files.map((file) => h("label", h("input", { type: "radio", name: "file", value: file.path }), icon("file"), h("span.clip", file.label), h("span", bytes(file.bytes)))),
        folders.length + files.length === 0 && h("p.muted", "Nothing is in here."));
    } catch (error) {
      if (!isAbort(error)) this.#files.replaceChildren(errorNotice(error));
    }
  }

  #step(symbol, label, folder) {
    return h("button.plain", { type: "button", onclick: () => this.#load(folder) }, icon(symbol), label);
  }
}
