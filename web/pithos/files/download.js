// Saves a file. The token goes in a header, not in an address that ends up in histories; only what is too big to hold
// goes by a plain link, for which the API takes the token as a parameter (object-storage.md 1.2).

import { h } from "../../shared/dom.js";
import { request } from "../../shared/api.js";
import { credentials } from "../../shared/session.js";
import { objectURL } from "../store.js";
import { toast } from "../../shared/components/toast.js";

const HELD_MAX_BYTES = 1_073_741_824;
/** Time for the browser to take the file over before its memory is given back. */
const RELEASE_MS = 60_000;

/** @param {{path: string, bytes: number}} file as listed; `version` for an old one */
export async function download(container, file, version) {
  const name = file.path.split("/").at(-1);
  const query = new URLSearchParams(version ? { version } : {});
  const url = objectURL(container, file.path);
  if (file.bytes > HELD_MAX_BYTES) {
    query.set("X-Auth-Token", credentials().token);
    save(`${url}?${query}`, name);
    return;
  }
  toast(`Downloading ${name}`);
  const answer = await request(`${url}?${query}`);
  const held = URL.createObjectURL(await answer.blob());
  save(held, name);
  setTimeout(() => URL.revokeObjectURL(held), RELEASE_MS);
}

function save(href, name) {
  const link = h("a", { href, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}
