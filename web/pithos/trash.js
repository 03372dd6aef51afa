// The trash: a container in which deleted files lie below the name of the container that they were in. (The original puts
// them there without it and forgets where they came from: object-storage.md 7.1.)

import { createContainer, deleteFile, FIRST, hasMarker, listContainers, listFolder, moveObject } from "./store.js";

export const TRASH = "trash";

/** @param {object} entry of the reader's own container, as listed */
export async function moveToTrash(container, entry) {
  await createContainer(TRASH);
  await moveObject(container, entry, { container: TRASH, path: pathInTrash(container, entry.path) });
}

export function pathInTrash(container, path) {
  return `${container}/${path}`;
}

/**
 * Puts an entry of the trash back. What came from a container that is gone, or was put there by another client, goes to
 * the first container.
 */
export async function restoreFromTrash(entry) {
  const containers = (await listContainers()).map(({ name }) => name);
  await restore(entry, containers);
}

async function restore(entry, containers) {
  const [container, ...rest] = entry.path.split("/");
  const isKnown = containers.includes(container);
  if (isKnown && rest.length === 0 && entry.isFolder) {
    await restoreAll(entry, containers);
    return;
  }
  const target = isKnown && rest.length > 0 ? { container, path: rest.join("/") } : { container: FIRST, path: entry.path };
  if (!containers.includes(target.container)) await createContainer(target.container);
  await moveObject(TRASH, entry, target);
}

/** All that came from one container. */
async function restoreAll(folder, containers) {
  const { folders, files } = await listFolder(TRASH, `${folder.path}/`);
  for (const entry of [...folders, ...files]) await restore(entry, containers);
  if (hasMarker(folder)) await deleteFile(TRASH, folder.path);
}
