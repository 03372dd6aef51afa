// What can be done to files and folders.

import { h } from "../../shared/dom.js";
import { ApiError } from "../../shared/api.js";
import { plural } from "../../shared/format.js";
import { confirmDialog, formDialog } from "../../shared/components/dialog.js";
import { field } from "../../shared/components/form-field.js";
import { toast } from "../../shared/components/toast.js";
import { createContainer, createFolder, deleteContainer, deleteFile, deleteFolder, listTree, moveObject, restoreVersion } from "../store.js";
import { FolderPicker } from "./folder-picker.js";

const NAME_MAX = 255;
const CONTAINER_NAME_MAX = 256;

function nameInput(value, max) {
  const input = h("input", { name: "name", value, required: true, maxlength: max, autofocus: true, autocomplete: "off", spellcheck: "false" });
  input.defaultValue = value;
  input.addEventListener("input", () => input.setCustomValidity(input.value.includes("/") ? "A name has no slash in it." : ""));
  return input;
}

const parentOf = (path) => path.slice(0, path.lastIndexOf("/") + 1);

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
    content: field({ label: "Name", control: nameInput(entry.label, NAME_MAX) }),
    async onSubmit(data) {
      const target = `${parentOf(entry.path)}${data.get("name").trim()}`;
      if (target !== entry.path) await moveObject(container, entry.path, { container, path: target }, entry);
      return target;
    },
  });
}

/** Moves or copies to another folder. @returns {Promise<*>} null when the dialog was closed */
export function askMove(container, entries, { copy = false } = {}) {
  const picker = new FolderPicker({ container, folder: parentOf(entries[0].path) });
  const what = entries.length === 1 ? entries[0].label : plural(entries.length, "entry", "entries");
  return formDialog({
    title: `${copy ? "Copy" : "Move"} ${what}`, submit: copy ? "Copy here" : "Move here", content: picker.element,
    async onSubmit() {
      const { container: target, folder } = picker.value;
      for (const entry of entries) {
        const path = `${folder}${entry.label}`;
        const isSame = target === container && path === entry.path;
        if (isSame) throw new Error(`${entry.label} is in this folder already. Choose another one.`);
        if (entry.isFolder && target === container && path.startsWith(`${entry.path}/`)) throw new Error(`${entry.label} cannot go into itself.`);
        await moveObject(container, entry.path, { container: target, path }, { isFolder: entry.isFolder, copy });
      }
    },
  });
}

/**
 * Asks once, deletes, and offers to take it back: the store keeps versions.
 * @param {() => void} onDone
 * @param {(error: Error, title: string) => void} report
 */
export async function confirmDelete(container, entries, onDone, report) {
  const names = entries.map((entry) => entry.label);
  const hasFolder = entries.some((entry) => entry.isFolder);
  const what = entries.length === 1 ? names[0] : plural(entries.length, "entry", "entries");
  let lost = [];
  const done = await confirmDialog({
    title: `Delete ${what}?`, submit: "Delete",
    lost: entries.length === 1 ? (hasFolder ? "The folder and everything in it are deleted." : "The file is deleted, and its sharing ends.") : `${names.join(", ")}.`,
    async onSubmit() {
      lost = (await Promise.all(entries.map((entry) => (entry.isFolder ? listTree(container, entry.path) : [entry])))).flat();
      for (const entry of entries) await (entry.isFolder ? deleteFolder(container, entry.path) : deleteFile(container, entry.path));
    },
  });
  if (!done) return;
  onDone();
  toast(`${what} deleted`, { label: "Undo", run: () => undo(container, lost, onDone, report) });
}

async function undo(container, objects, onDone, report) {
  try {
    for (const object of objects) await restoreVersion(container, object.path, object.x_object_version, object.content_type);
    toast(objects.length === 1 ? "Restored" : `${plural(objects.length, "object")} restored`);
  } catch (error) {
    const gone = error instanceof ApiError && error.status === 404;
    report(gone ? new Error("This container keeps no old versions.") : error, "Not everything could be brought back");
  }
  onDone();
}

/** The history goes with the container: its name has to be typed. */
export function confirmDeleteContainer(container) {
  return confirmDialog({
    title: `Delete the container ${container.name}?`, submit: "Delete container",
    lost: container.count ? `Its ${plural(container.count, "object")} and all their old versions are lost for good.` : "It is empty, but old versions of what was in it are lost for good.",
    typed: container.name,
    onSubmit: () => deleteContainer(container.name),
  });
}
