// Whom a file or folder belongs to, who may use it, and who changed it last.

import { config } from "../../shared/session.js";
import { namesOf } from "../../astakos/identity.js";
import { describeSharing, EVERYBODY } from "../sharing.js";
import { hasMarker } from "../store.js";

const RIGHTS = { read: "can read", write: "can change" };

/**
 * @param {import("./folder-address.js").FolderAddress} folder that it lies in
 * @param {object} entry
 * @returns {Promise<[string, string[]][]>} terms with their lines
 */
export async function peopleOf(folder, entry) {
  // A folder without a marker is no object, and has no sharing of its own.
  const sharing = entry.isFolder && !hasMarker(entry) ? null : await describeSharing(folder.container, entry.path);
  const { read, write } = sharing?.people ?? { read: [], write: [] };
  const author = entry.x_object_modified_by;
  // Groups are "account:name" and have no name but that.
  const persons = [...read, ...write, folder.owner, author].filter((uuid) => uuid && uuid !== EVERYBODY && !uuid.includes(":"));
  const names = await namesOf([...new Set(persons)]);
  const nameOf = (uuid) => (uuid === EVERYBODY ? "Everybody" : names.get(uuid) ?? uuid.split(":").at(-1));
  const facts = [folder.isOwn
    ? ["Shared", sharedWith(read, write, nameOf, sharing?.from)]
    : ["Owner", [nameOf(folder.owner), `You ${RIGHTS[sharing?.right ?? "read"]} it`]]];
  if (author && author !== config.user.uuid && author !== folder.owner) facts.push(["Changed by", [nameOf(author)]]);
  return facts;
}

function sharedWith(read, write, nameOf, from) {
  const lines = [...read.map((uuid) => `${nameOf(uuid)} ${RIGHTS.read}`), ...write.map((uuid) => `${nameOf(uuid)} ${RIGHTS.write}`)];
  if (lines.length === 0) return ["No"];
  return from ? [...lines, `through the folder ${from}`] : lines;
}
