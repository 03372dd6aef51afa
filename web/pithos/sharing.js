// Who may see or change what (object-storage.md 2.13, 4.9).

import { request } from "../shared/api.js";
import { describeObject, listContainers, listFolder, listSharingAccounts, objectURL } from "./store.js";

export const EVERYBODY = "*";

/** @param {{read: string[], write: string[]}} people uuids, groups as "uuid:name", or "*" */
export async function setSharing(container, path, { read, write }) {
  const parts = [read.length && `read=${read.join(",")}`, write.length && `write=${write.join(",")}`].filter(Boolean);
  // A browser does not send empty headers; "~" means empty (object-storage.md 1.3).
  await request(`${objectURL(container, path)}?update`, { method: "POST", headers: { "X-Object-Sharing": parts.join(";") || "~" } });
}

/** @returns {{read: string[], write: string[]}} */
export function parseSharing(header) {
  const people = { read: [], write: [] };
  for (const part of decodeURIComponent(header ?? "").split(";")) {
    const [right, list = ""] = part.trim().split("=");
    if (right in people) people[right] = list.split(",").map((each) => each.trim()).filter(Boolean);
  }
  return people;
}

/** Publishes or withdraws the link that anybody can read. */
export async function setPublic(container, path, isPublic) {
  await request(`${objectURL(container, path)}?update`, { method: "POST", headers: { "X-Object-Public": String(isPublic) } });
}

/**
 * Who may use a file or folder, wherever that was said.
 * @returns {Promise<{people: {read: string[], write: string[]}, from: string|null, publicURL: string|null, right: "read"|"write"|null}|null>}
 *          `from` is the path of the folder that it is shared through, `right` what the reader may do with somebody
 *          else's; null when the object does not exist, or nothing of it is for the reader
 */
export async function describeSharing(container, path, signal) {
  const headers = await describeObject(container, path, signal);
  if (!headers) return null;
  const from = headers.get("X-Object-Shared-By");
  const publicURL = headers.get("X-Object-Public");
  return {
    people: parseSharing(headers.get("X-Object-Sharing")),
    from: from && decodeURIComponent(from).split("/").slice(2).join("/"),
    publicURL: publicURL && decodeURIComponent(publicURL),
    right: headers.get("X-Object-Allowed-To"),
  };
}

/** What others share with the reader: the top entries of their containers, with `container`, `owner` and `right`. */
export async function listSharedWithMe(signal) {
  const accounts = await listSharingAccounts(signal);
  const containers = (await Promise.all(accounts.map(async (owner) => {
    const found = await listContainers(signal, owner);
    return found.map(({ name }) => ({ owner, container: `${owner}/${name}` }));
  }))).flat();
  return (await Promise.all(containers.map(async ({ owner, container }) => {
    const { folders, files } = await listFolder(container, "", signal);
    return [...folders, ...files].map((entry) => ({ ...entry, owner, container, right: entry.x_object_allowed_to ?? "read" }));
  }))).flat();
}
