// The image API (image.md): images are files of the object store that carry metadata.

import { request, requestJSON } from "../shared/api.js";
import { config } from "../shared/session.js";

const base = () => `${config.base.cyclades}/image/v1.0`;

/** Newest first: own, shared with the reader, and public ones. */
export async function listImages(signal) {
  const answer = await requestJSON(`${base()}/images/detail?sort_key=created_at&sort_dir=desc`, { signal });
  return Array.isArray(answer) ? answer : answer.images;
}

/** Header values are ASCII; the server decodes percent signs. */
const quote = (text) => encodeURIComponent(text);
const quotePath = (text) => text.split("/").map(encodeURIComponent).join("/");

/**
 * Registers a file as an image. Its other readers and writers lose their access (image.md 4.2).
 * @param {{account: string, container: string, object: string}} file
 * @param {{name: string, isPublic: boolean, properties: object}} image
 * @returns {Promise<string|null>} id of the image
 */
export async function registerImage(file, { name, isPublic, properties }) {
  const headers = {
    "X-Image-Meta-Name": quote(name),
    "X-Image-Meta-Location": `pithos://${quotePath(`${file.account}/${file.container}/${file.object}`)}`,
    "X-Image-Meta-Disk-Format": "diskdump",
    "X-Image-Meta-Container-Format": "bare",
    "X-Image-Meta-Is-Public": String(isPublic),
  };
  for (const [key, value] of Object.entries(properties)) headers[`X-Image-Meta-Property-${key}`] = quote(value);
  const answer = await request(`${base()}/images/`, { method: "POST", headers });
  return answer.headers.get("x-image-meta-id");
}

/**
 * Changes the name or who may see it. The properties go along: the oldest servers erase those that are not sent.
 * @param {object} image as listed
 */
export async function updateImage(image, { name = image.name, isPublic = image.is_public } = {}) {
  const headers = { "X-Image-Meta-Name": quote(name) };
  if (isPublic !== image.is_public) headers["X-Image-Meta-Is-Public"] = String(isPublic);
  for (const [key, value] of Object.entries(image.properties ?? {})) headers[`X-Image-Meta-Property-${key.replaceAll("_", "-")}`] = quote(value);
  await request(`${base()}/images/${image.id}`, { method: "PUT", headers });
}

/** Takes the registration away; the file stays. */
export async function unregisterImage(id) {
  await request(`${base()}/images/${id}`, { method: "DELETE" });
}

/** @returns {Promise<string[]>} uuids of those it is shared with */
export async function listMembers(id) {
  const { members } = await requestJSON(`${base()}/images/${id}/members`);
  return members.map((member) => member.member_id);
}

export async function addMember(id, uuid) {
  await request(`${base()}/images/${id}/members/${encodeURIComponent(uuid)}`, { method: "PUT" });
}

export async function removeMember(id, uuid) {
  await request(`${base()}/images/${id}/members/${encodeURIComponent(uuid)}`, { method: "DELETE" });
}

/** A property whatever its case: the API lowers it, operators write it in capitals (image.md 3.1). */
export function property(image, name) {
  const wanted = name.toLowerCase();
  return Object.entries(image?.properties ?? {}).find(([key]) => key.toLowerCase() === wanted)?.[1] ?? "";
}

/** Accounts inside the image that get the keys, root when it does not say (compute.md 3.3). */
export function usersOf(image) {
  const users = property(image, "users").split(/\s+/).filter(Boolean);
  if (users.length) return users;
  return /windows/i.test(property(image, "osfamily") || property(image, "os")) ? ["Administrator"] : ["root"];
}

/** Windows does not take SSH keys. */
export function takesKeys(image) {
  return !/windows/i.test(property(image, "osfamily") || property(image, "os")) && !property(image, "exclude_all_tasks");
}
