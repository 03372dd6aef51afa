// SSH public keys (compute.md 7.5).

import { request, requestJSON } from "../shared/api.js";
import { config } from "../shared/session.js";

const base = () => `${config.base.cyclades}/userdata`;

export async function listKeys(signal) {
  return requestJSON(`${base()}/keys`, { signal });
}

export async function addKey(name, content) {
  return requestJSON(`${base()}/keys`, { method: "POST", json: { name, content } });
}

export async function deleteKey(id) {
  await request(`${base()}/keys/${id}`, { method: "DELETE" });
}
