// Dialogs that make, rename, move and copy; see removal.js for deleting.

import { h } from "../../shared/dom.js";
import { plural } from "../../shared/format.js";
import { formDialog } from "../../shared/components/dialog.js";
import { field } from "../../shared/components/form-field.js";
import { createContainer, createFolder, FIRST, moveObject, partsOf } from "../store.js";
import { FolderPicker } from "./folder-picker.js";

const NAME_MAX = 255;
const CONTAINER_NAME_MAX = 256;

function nameInput(value, max) {
  const input = h("input", { name: "name", value, required: true, maxlength: max, autofocus: true, autocomplete: "off", spellcheck: "false" });
  input.defaultValue = value;
  input.addEventListener("input", () => input.setCustomValidity(problemOf(input.value)));
  return input;
}

function problemOf(name) {
  if (name.includes("/")) return "A name has no slash in it.";
  if (name !== "" && name.trim() === "") return "Give it a name.";
  // Browsers take these two out of addresses.
  return [".", ".."].includes(name.trim()) ? "This name cannot be used." : "";
}

/** The folder in whose list an entry is. */
const parentOf = ({ path, name }) => path.slice(0, path.length - name.length);

/** @returns {Promise<string|null>} the new name, null when the dialog was closed */
export function askContainer() {
  return formDialog({
    title: "New container", submit: "Create",
    content: field({ label: "Name", control: nameInput("", CONTAINER_NAME_MAX), hint: "A container holds files and folders. You can have several." }),
    async onSubmit(data) {
      const name = data.get("name").trim();
      await createContainer(name);
      return name;
    },
  });
}

export function askFolder(container, folder) {
  return formDialog({
    title: "New folder", submit: "Create", content: field({ label: "Name", control: nameInput("", NAME_MAX) }),
    onSubmit: (data) => createFolder(container, `${folder}${data.get("name").trim()}`),
  });
}

/** @returns {Promise<string|null>} the new path */
export function askRename(container, entry) {
  return formDialog({
    title: `Rename ${entry.isFolder ? "folder" : "file"}`, submit: "Rename",
    content: field({ label: "Name", control: nameInput(entry.name, NAME_MAX) }),
    async onSubmit(data) {
      const target = `${parentOf(entry)}${data.get("name").trim()}`;
      if (target !== entry.path) await moveObject(container, entry, { container, path: target });
      return target;
    },
  });
}

/** Moves or copies to another folder of one's own. @returns {Promise<*>} null when the dialog was closed */
export function askMove(container, entries, { copy = false } = {}) {
  const isForeign = container !== partsOf(container).name;
  const picker = new FolderPicker(isForeign ? { container: FIRST, folder: "" } : { container, folder: parentOf(entries[0]) });
  const what = entries.length === 1 ? entries[0].label : plural(entries.length, "entry", "entries");
  return formDialog({
    title: `${copy ? "Copy" : "Move"} ${what}`, submit: copy ? "Copy here" : "Move here", content: picker.element,
    async onSubmit() {
      const { container: target, folder } = picker.value;
      for (const entry of entries) {
        const path = `${folder}${entry.name}`;
        const isSame = target === container && path === entry.path;
        if (isSame) throw new Error(`${entry.label} is in this folder already. Choose another one.`);
        if (entry.isFolder && target === container && path.startsWith(`${entry.path}/`)) throw new Error(`${entry.label} cannot go into itself.`);
        await moveObject(container, entry, { container: target, path }, { copy });
      }
    },
  });
}
