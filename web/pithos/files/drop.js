// Files and whole folders, from a drop or from a file dialog, as a flat list with paths.

/**
 * @typedef {object} Found paths are without a leading slash
 * @property {{file: File, path: string}[]} files
 * @property {string[]} folders
 * @property {string[]} unreadable paths of files that could not be read, and of folders that could not be read to their end
 */

/** What is in a folder. A browser gives some entries at once; it is asked until none are left. */
async function* childrenOf(folder) {
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (some.length === 0) return;
    yield* some;
  }
}

/**
 * @param {DataTransfer} data must be read before the drop's handler returns, hence the entries are taken at once
 * @returns {Promise<Found>} never fails: what cannot be read is named
 */
export async function readDrop(data) {
  const entries = [...data.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = { files: [], folders: [], unreadable: [] };
  for (const entry of entries) {
    if (entry instanceof File) found.files.push({ file: entry, path: entry.name });
    else if (entry) await walk(entry, "", found);
    else found.unreadable.push("something without a name");
  }
  return found;
}

async function walk(entry, parent, found) {
  const path = `${parent}${entry.name}`;
  try {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => { entry.file(resolve, reject); });
      found.files.push({ file, path });
      return;
    }
    found.folders.push(path);
    for await (const child of childrenOf(entry)) await walk(child, `${path}/`, found);
  } catch {
    found.unreadable.push(path);
  }
}

/**
 * Takes what is dropped on `place`, and says there that it does.
 * @param {() => boolean} canAdd
 * @param {(found: Found) => void} onDrop
 */
export function acceptDrops(place, canAdd, onDrop) {
  let depth = 0;
  const isWelcome = (event) => canAdd() && [...event.dataTransfer.types].includes("Files");
  place.addEventListener("dragenter", (event) => {
    if (!isWelcome(event)) return;
    event.preventDefault();
    depth += 1;
    place.toggleAttribute("data-over", true);
  });
  place.addEventListener("dragover", (event) => {
    if (isWelcome(event)) event.preventDefault();
  });
  place.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    place.toggleAttribute("data-over", depth > 0);
  });
  place.addEventListener("drop", async (event) => {
    if (!isWelcome(event)) return;
    event.preventDefault();
    depth = 0;
    place.toggleAttribute("data-over", false);
    onDrop(await readDrop(event.dataTransfer));
  });
}

/**
 * The same from an input; with "webkitdirectory" each file knows its path in the folder.
 * @returns {Found}
 */
export function readInput(input) {
  const files = [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  const folders = new Set();
  for (const { path } of files) {
    const parts = path.split("/").slice(0, -1);
    parts.forEach((part, index) => folders.add(parts.slice(0, index + 1).join("/")));
  }
  return { files, folders: [...folders], unreadable: [] };
}
