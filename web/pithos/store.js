// The object store API (object-storage.md 2): containers, folders, files of the reader's own account.

import { ApiError, request, requestJSON } from "../shared/api.js";
import { config, credentials } from "../shared/session.js";

const LIST_MAX = 10_000;
const FOLDER_TYPES = ["application/directory", "application/folder"];
const encodePath = (name) => name.split("/").map(encodeURIComponent).join("/");
const account = () => `${config.base.pithos}/object-store/v1/${encodeURIComponent(credentials()?.uuid ?? "")}`;

export const containerURL = (container) => `${account()}/${encodeURIComponent(container)}`;
export const objectURL = (container, name) => `${containerURL(container)}/${encodePath(name)}`;

/** Markers of folders are empty objects of a type of their own (object-storage.md 2.8). */
export function isFolderType(type) {
  return FOLDER_TYPES.includes((type ?? "").split(";")[0].trim());
}

export async function listContainers(signal) {
  return listAll(account(), new URLSearchParams(), signal);
}

/** @throws {ApiError} 400 for a name with a slash or over 256 characters */
export async function createContainer(name) {
  await request(containerURL(name), { method: "PUT" });
}

/** Deletes what is in it, then the container with all its history. */
export async function deleteContainer(name) {
  await request(`${containerURL(name)}?delimiter=${encodeURIComponent("/")}`, { method: "DELETE" });
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

/**
 * What lies directly in a folder. A folder is a marker object, a common prefix of names, or both.
 * @param {string} folder "" for the container itself, else with a slash at its end
 * @returns {Promise<{folders: object[], files: object[]}>}
 */
export async function listFolder(container, folder, signal) {
  const query = new URLSearchParams({ delimiter: "/" });
  if (folder) query.set("prefix", folder);
  const folders = new Map();
  const files = [];
  for (const entry of await listAll(containerURL(container), query, signal)) {
    const full = entry.subdir ?? entry.name;
    const name = full.slice(folder.length).replace(/\/$/, "");
    if (!name) continue;
    if (entry.subdir !== undefined || full.endsWith("/") || isFolderType(entry.content_type)) {
      folders.set(name, { ...folders.get(name), ...(entry.subdir === undefined ? entry : {}), label: name, path: `${folder}${name}` });
    } else {
      files.push({ ...entry, label: name, path: full });
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

/** Everything the server knows of an object, as headers; null when it does not exist. */
export async function describeObject(container, name, signal) {
  try {
    return (await request(objectURL(container, name), { method: "HEAD", signal })).headers;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
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

/** With all that is below. The server wants the marker to exist (object-storage.md 2.12). */
export async function deleteFolder(container, path) {
  const url = `${objectURL(container, path)}?delimiter=${encodeURIComponent("/")}`;
  await withMarker(container, path, () => request(url, { method: "DELETE" }));
}

/** Moves or copies a file or a folder, below its new name. */
export async function moveObject(container, path, target, { isFolder, copy = false }) {
  const query = new URLSearchParams({ ignore_content_type: "" });
  if (isFolder) query.set("delimiter", "/");
  const headers = { Destination: `/${encodeURIComponent(target.container)}/${encodePath(target.path)}` };
  const move = () => request(`${objectURL(container, path)}?${query}`, { method: copy ? "COPY" : "MOVE", headers });
  if (isFolder) await withMarker(container, path, move);
  else await move();
}

async function withMarker(container, path, act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    await createFolder(container, path);
    await act();
  }
}

/** @returns {Promise<{version: number, date: Date}[]>} newest first */
export async function listVersions(container, path) {
  const { versions } = await requestJSON(`${objectURL(container, path)}?version=list&format=json`);
  return versions.map(([version, seconds]) => ({ version, date: new Date(Number(seconds) * 1000) })).reverse();
}

/** Makes an old version the current one, also of a file that was deleted (object-storage.md 4.8). */
export async function restoreVersion(container, path, version, contentType) {
  const headers = { Destination: `/${encodeURIComponent(container)}/${encodePath(path)}`, "X-Source-Version": String(version) };
  if (contentType) headers["Content-Type"] = contentType;
  await request(objectURL(container, path), { method: "COPY", headers });
}

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

/** A folder's marker, if there is one, and everything below it, with paths and versions. */
export async function listTree(container, path) {
  const all = await listAll(containerURL(container), new URLSearchParams({ prefix: path }));
  return all.filter(({ name }) => name === path || name.startsWith(`${path}/`)).map((object) => ({ ...object, path: object.name }));
}
