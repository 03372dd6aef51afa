// The object store API (object-storage.md 2): containers, folders, files.
//
// A container is named as below the service: "name" for one of the reader's own, "account/name" for one of somebody who
// shares with them. Names of containers have no slash.

import { ApiError, request, requestJSON } from "../shared/api.js";
import { shown } from "../shared/format.js";
import { config, credentials } from "../shared/session.js";

/** The container that every account begins with (object-storage.md 7.1). */
export const FIRST = "pithos";
const LIST_MAX = 10_000;
const FOLDER_TYPES = ["application/directory", "application/folder"];
const encodePath = (name) => name.split("/").map(encodeURIComponent).join("/");
const isDots = (part) => part === "." || part === "..";
const service = () => `${config.base.pithos}/object-store/v1`;

/**
 * Browsers take parts "." and ".." out of a path, however their dots are written: a request for a/../b would go to b.
 * They leave them where the slashes beside them are written as %2F, which the server reads alike.
 */
function storeURL(...names) {
  const parts = names.join("/").split("/");
  return `${service()}/${parts.map(encodeURIComponent).join(parts.some(isDots) ? "%2F" : "/")}`;
}

const accountURL = (account) => storeURL(account);

/** Account and name of a container. */
export function partsOf(container) {
  const [account, name] = container.includes("/") ? container.split("/") : [credentials()?.uuid ?? "", container];
  return { account, name };
}

export function containerURL(container) {
  const { account, name } = partsOf(container);
  return storeURL(account, name);
}

export function objectURL(container, path) {
  const { account, name } = partsOf(container);
  return storeURL(account, name, path);
}

/** Markers of folders are empty objects of a type of their own (object-storage.md 2.8). */
export function isFolderType(type) {
  return FOLDER_TYPES.includes((type ?? "").split(";")[0].trim());
}

/** Accounts that share something with the reader, as uuids. */
export async function listSharingAccounts(signal) {
  return (await listAll(`${service()}/`, new URLSearchParams(), signal)).map(({ name }) => name);
}

/** The reader's own containers, or those of somebody else in which something is shared with the reader. */
export async function listContainers(signal, account = credentials()?.uuid ?? "") {
  return listAll(accountURL(account), new URLSearchParams(), signal);
}

/** Also where it exists already. @throws {ApiError} 400 for a name with a slash or over 256 characters */
export async function createContainer(name) {
  await request(containerURL(name), { method: "PUT" });
}

/** Deletes all that is in it. */
export async function emptyContainer(name) {
  await request(`${containerURL(name)}?delimiter=${encodeURIComponent("/")}`, { method: "DELETE" });
}

/** Deletes what is in it, then the container with all its history. */
export async function deleteContainer(name) {
  await emptyContainer(name);
  await request(containerURL(name), { method: "DELETE" });
}

/** @returns {Promise<{blockSize: number, blockHash: string}>} how the container's blocks are cut and named */
export async function blocksOf(container) {
  const answer = await request(containerURL(container), { method: "HEAD" });
  return {
    blockSize: Number(answer.headers.get("X-Container-Block-Size")) || 4_194_304,
    blockHash: (answer.headers.get("X-Container-Block-Hash") ?? "sha256").toLowerCase(),
  };
}

/** Whether an address can name a folder so. */
export const canBeFolder = (name) => name !== "" && !isDots(name);

/**
 * What lies directly in a folder. A folder is a marker object, a common prefix of names, or both.
 * @param {string} folder "" for the container itself, else with a slash at its end
 * Each entry has `name`, its own in the folder, `label`, the same as it is shown, `path`, its name in the container, and
 * `isFolder`. Folders that an address cannot name are left out: what lies below "a//" or "a/../" is listed in "a".
 * @returns {Promise<{folders: object[], files: object[]}>}
 */
export async function listFolder(container, folder, signal) {
  const query = new URLSearchParams({ delimiter: "/" });
  if (folder) query.set("prefix", folder);
  const folders = new Map();
  const files = [];
  const addFile = (entry, name) => files.push({ ...entry, name, label: shown(name), path: entry.name, isFolder: false });
  for (const entry of await listAll(containerURL(container), query, signal)) {
    const full = entry.subdir ?? entry.name;
    if (full === folder) continue;
    const name = full.slice(folder.length).replace(/\/$/, "");
    if (!canBeFolder(name)) {
      if (entry.subdir === undefined) addFile(entry, full.slice(folder.length));
      else for (const below of await listAll(containerURL(container), new URLSearchParams({ prefix: full }), signal)) addFile(below, below.name.slice(folder.length));
    } else if (entry.subdir !== undefined || full.endsWith("/") || isFolderType(entry.content_type)) {
      folders.set(name, { ...folders.get(name), ...(entry.subdir === undefined ? entry : {}), name, label: shown(name), path: `${folder}${name}`, isFolder: true });
    } else {
      addFile(entry, name);
    }
  }
  return { folders: [...folders.values()], files };
}

async function listAll(url, query, signal) {
  query.set("format", "json");
  query.set("limit", LIST_MAX);
  const all = [];
  for (;;) {
    const page = await requestJSON(`${url}?${query}`, { signal });
    all.push(...page);
    if (page.length < LIST_MAX) return all;
    const last = page.at(-1);
    query.set("marker", last.subdir ?? last.name);
  }
}

/** Everything the server knows of an object, as headers; null when it does not exist, or nothing in it is for the reader. */
export async function describeObject(container, name, signal) {
  try {
    return (await request(objectURL(container, name), { method: "HEAD", signal })).headers;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return null;
    throw error;
  }
}

/** An empty object that stands for a folder, so that it can be shared, moved and seen while empty. */
export async function createFolder(container, path) {
  await request(objectURL(container, path), { method: "PUT", headers: { "Content-Type": "application/directory" }, body: new Blob([]) });
}

export async function deleteFile(container, path) {
  await request(objectURL(container, path), { method: "DELETE" });
}

/** With all that is below. */
export async function deleteFolder(container, folder) {
  await ensureMarker(container, folder);
  await request(`${objectURL(container, folder.path)}?delimiter=${encodeURIComponent("/")}`, { method: "DELETE" });
}

/**
 * Moves or copies a file or a folder, as listed, to another name.
 * @param {{container: string, path: string}} target
 */
export async function moveObject(container, entry, target, { copy = false } = {}) {
  const query = new URLSearchParams({ ignore_content_type: "" });
  if (entry.isFolder) {
    query.set("delimiter", "/");
    await ensureMarker(container, entry);
  }
  await request(`${objectURL(container, entry.path)}?${query}`, { method: copy ? "COPY" : "MOVE", headers: destination(target) });
}

function destination({ container, path }) {
  const { account, name } = partsOf(container);
  return { Destination: `/${encodeURIComponent(name)}/${encodePath(path)}`, "Destination-Account": account };
}

/** Whether a folder as listed is an object of its own, and not only the common beginning of other names. */
export const hasMarker = (folder) => folder.content_type !== undefined;

/** The server takes a folder with all below it only where the marker exists (object-storage.md 2.12). */
async function ensureMarker(container, folder) {
  if (!hasMarker(folder)) await createFolder(container, folder.path);
}

/** @returns {Promise<{version: number, date: Date}[]>} newest first */
export async function listVersions(container, path) {
  const { versions } = await requestJSON(`${objectURL(container, path)}?version=list&format=json`);
  return versions.map(([version, seconds]) => ({ version, date: new Date(Number(seconds) * 1000) })).reverse();
}

/** Makes an old version the current one, also of a file that was deleted (object-storage.md 4.8). */
export async function restoreVersion(container, path, version, contentType) {
  const headers = { ...destination({ container, path }), "X-Source-Version": String(version) };
  if (contentType) headers["Content-Type"] = contentType;
  await request(objectURL(container, path), { method: "COPY", headers });
}

/** All files of a container in one list, at most `limit`; folders are left out. */
export async function listFiles(container, limit) {
  const all = await requestJSON(`${containerURL(container)}?format=json&limit=${limit}`);
  return all.filter((entry) => !entry.name.endsWith("/") && !isFolderType(entry.content_type));
}
