// A machine's metadata: pairs of words that anybody in the project may use as they like.

import { h, icon, show } from "../../shared/dom.js";
import { deleteServerMetadata, setServerMetadata } from "../compute.js";
import { machines } from "./feed.js";

const KEY_MAX = 50;
const VALUE_MAX = 500;

export class MetadataEditor {
  #server = null;
  #report;
  #list = h("ul.metadata");
  #key = h("input", { "aria-label": "Key", placeholder: "Key", required: true, maxlength: KEY_MAX, list: "metadata-keys", autocomplete: "off" });
  #value = h("input", { "aria-label": "Value", placeholder: "Value", required: true, maxlength: VALUE_MAX, autocomplete: "off" });
  #form = h("form.metadata-form", { hidden: true, onsubmit: (event) => this.#add(event) },
    this.#key, this.#value, h("button.square", { type: "submit", "aria-label": "Save pair" }, icon("check")),
    h("datalist", { id: "metadata-keys" }, ["OS", "Role", "Owner", "users"].map((value) => h("option", { value }))));

  /** @param {(error: Error, title: string) => void} report */
  constructor(report) {
    this.#report = report;
    const add = h("button.plain.square", { type: "button", "aria-label": "Add metadata", title: "Add", onclick: () => this.#toggle() }, icon("plus"));
    this.element = h("section", h("h3", h("span.grow", "Metadata"), add), this.#list, this.#form);
  }

  show(server) {
    if (this.#server?.id !== server.id) this.#form.hidden = true;
    this.#server = server;
    const pairs = Object.entries(server.metadata ?? {}).sort(([a], [b]) => a.localeCompare(b));
    show(this.#list, pairs.length === 0 && this.#form.hidden ? h("li.muted", "None") : pairs.map(([key, value]) => h("li",
      h("span.clip", { title: key }, key), h("span.break", value),
      h("button.plain.square", { type: "button", "aria-label": `Delete ${key}`, onclick: () => this.#remove(key) }, icon("close")))));
  }

  #toggle() {
    this.#form.hidden = !this.#form.hidden;
    this.show(this.#server);
    if (!this.#form.hidden) this.#key.focus();
  }

  async #add(event) {
    event.preventDefault();
    const [key, value] = [this.#key.value.trim(), this.#value.value];
    const server = this.#server;
    try {
      await setServerMetadata(server.id, key, value);
      machines.put({ ...server, metadata: { ...server.metadata, [key]: value } });
      this.#form.reset();
      this.#form.hidden = true;
    } catch (error) {
      this.#report(error, `${key} could not be saved`);
    }
  }

  async #remove(key) {
    const server = this.#server;
    try {
      await deleteServerMetadata(server.id, key);
      const { [key]: gone, ...metadata } = server.metadata;
      machines.put({ ...server, metadata });
    } catch (error) {
      this.#report(error, `${key} could not be deleted`);
    }
  }
}
