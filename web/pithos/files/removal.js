// Deleting, and taking it back.

import { h } from "../../shared/dom.js";
import { plural, shown } from "../../shared/format.js";
import { confirmDialog } from "../../shared/components/dialog.js";
import { tick } from "../../shared/components/form-field.js";
import { nameList } from "../../shared/components/name-list.js";
import { toast } from "../../shared/components/toast.js";
import { deleteContainer, deleteFile, deleteFolder, emptyContainer } from "../store.js";
import { moveToTrash, pathInTrash, restoreFromTrash, TRASH } from "../trash.js";

const whatOf = (entries) => (entries.length === 1 ? entries[0].label : plural(entries.length, "entry", "entries"));

/** What is lost, by name; of one the title says it. */
const namesOf = (entries) => (entries.length === 1 ? null : nameList(entries.map((entry) => entry.label)));

function fateOf(entries) {
  if (entries.length > 1) return "They can be restored from the trash.";
  return entries[0].isFolder ? "The folder goes to the trash with everything in it." : "It can be restored from the trash.";
}

/** Does it to one after the other; after a failure a second try goes on where the first one ended. */
function oneByOne(entries, act) {
  const left = [...entries];
  return async () => {
    for (; left.length > 0; left.shift()) await act(left[0]);
  };
}

const deleteForGood = (container, entry) => (entry.isFolder ? deleteFolder(container, entry) : deleteFile(container, entry.path));

/**
 * Asks once, moves to the trash, and offers to take it back.
 * @param {() => void} onDone
 * @param {(error: Error, title: string) => void} report
 */
export async function confirmDelete(container, entries, onDone, report) {
  const what = whatOf(entries);
  let isFinal = false;
  const remove = oneByOne(entries, (entry) => (isFinal ? deleteForGood(container, entry) : moveToTrash(container, entry)));
  const done = await confirmDialog({
    title: `Delete ${what}?`, submit: "Delete",
    lost: h("div.stack",
      namesOf(entries),
      h("p", fateOf(entries), " Sharing and public links end."),
      tick({ label: "Delete for good, without the trash", name: "final", hint: "What is in the trash still takes room." })),
    onSubmit: (data) => {
      isFinal = data.has("final");
      return remove();
    },
  });
  if (!done) return;
  onDone();
  if (isFinal) toast(`${what} deleted for good`);
  else toast(`${what} moved to the trash`, { label: "Undo", run: () => undo(container, entries, onDone, report) });
}

async function undo(container, entries, onDone, report) {
  try {
    for (const entry of entries) await restoreFromTrash({ ...entry, path: pathInTrash(container, entry.path) });
    toast("Restored");
  } catch (error) {
    report(error, "Not everything could be brought back");
  }
  onDone();
}

/** Puts entries of the trash back to where they were. */
export async function restore(entries, onDone, report) {
  try {
    for (const entry of entries) await restoreFromTrash(entry);
    toast(`${whatOf(entries)} restored`);
  } catch (error) {
    report(error, "Not everything could be restored");
  }
  onDone();
}

/** Of entries in the trash. */
export async function confirmDeleteForGood(entries, onDone) {
  const what = whatOf(entries);
  const done = await confirmDialog({
    title: `Delete ${what} for good?`, submit: "Delete for good",
    lost: [namesOf(entries), h("p", "It cannot be restored after that.")],
    onSubmit: oneByOne(entries, (entry) => deleteForGood(TRASH, entry)),
  });
  if (!done) return;
  onDone();
  toast(`${what} deleted for good`);
}

export async function confirmEmptyTrash(onDone) {
  const done = await confirmDialog({
    title: "Empty the trash?", submit: "Empty trash", typed: TRASH,
    lost: "Everything in it is deleted for good.",
    onSubmit: () => emptyContainer(TRASH),
  });
  if (done) onDone();
}

/** The history goes with the container: its name has to be typed. */
export function confirmDeleteContainer(container) {
  return confirmDialog({
    title: `Delete the container ${shown(container.name)}?`, submit: "Delete container",
    lost: container.count ? `Its ${plural(container.count, "object")} and all their old versions are lost for good.` : "It is empty, but old versions of what was in it are lost for good.",
    typed: shown(container.name),
    onSubmit: () => deleteContainer(container.name),
  });
}
