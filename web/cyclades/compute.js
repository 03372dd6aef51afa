// The compute API (compute.md 2): servers, flavors, and what the pages need to know of states.

import { ApiError, request, requestJSON } from "../shared/api.js";
import { shown } from "../shared/format.js";
import { config } from "../shared/session.js";

const base = () => `${config.base.cyclades}/compute/v2.0`;

/** The name of a machine as it is shown: other clients make some without. */
export const nameOf = (server) => shown(server.name, `Machine ${server.id}`);

/**
 * @param {string} [changesSince] ISO 8601 with a zone; then deleted ones are listed too
 * @returns {Promise<{servers: object[], at: string}>} `at` is the server's own time of the answer
 */
export async function listServers(changesSince, signal) {
  const query = changesSince ? `?changes-since=${encodeURIComponent(changesSince)}` : "";
  const answer = await request(`${base()}/servers/detail${query}`, { signal });
  const date = answer.headers.get("Date");
  const at = new Date(date ?? Date.now());
  if (answer.status === 304) return { servers: [], at };
  return { servers: (await answer.json()).servers, at };
}

export async function getServer(id) {
  return (await requestJSON(`${base()}/servers/${id}`)).server;
}

/** @returns {Promise<object>} the server, with `adminPass` which is shown this once */
export async function createServer(server) {
  return (await requestJSON(`${base()}/servers`, { method: "POST", json: { server } })).server;
}

export async function renameServer(id, name) {
  await request(`${base()}/servers/${id}`, { method: "PUT", json: { server: { name } } });
}

export async function deleteServer(id) {
  await request(`${base()}/servers/${id}`, { method: "DELETE" });
}

/** @param {"start"|"shutdown"|"reboot"} action */
export async function actOnServer(id, action) {
  const argument = action === "reboot" ? { type: "SOFT" } : {};
  await request(`${base()}/servers/${id}/action`, { method: "POST", json: { [action]: argument } });
}

/** @returns {Promise<{url: string, password: string}>} a WebSocket on this host and its one-time password */
export async function openConsole(id) {
  return (await requestJSON(`${base()}/servers/${id}/action`, { method: "POST", json: { console: { type: "vnc-ws" } } })).console;
}

export async function setServerMetadata(id, key, value) {
  await request(`${base()}/servers/${id}/metadata/${encodeURIComponent(key)}`, { method: "PUT", json: { meta: { [key]: value } } });
}

export async function deleteServerMetadata(id, key) {
  await request(`${base()}/servers/${id}/metadata/${encodeURIComponent(key)}`, { method: "DELETE" });
}

/** @returns {Promise<object[]>} newest first; empty where the server keeps none */
export async function diagnosticsOf(id) {
  try {
    return await requestJSON(`${base()}/servers/${id}/diagnostics`);
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500) return [];
    throw error;
  }
}

/** Also one that new machines cannot have any more, which is in no list. */
export async function getFlavor(id) {
  return (await requestJSON(`${base()}/flavors/${id}`)).flavor;
}

/** Smallest first. */
export async function listFlavors() {
  const { flavors } = await requestJSON(`${base()}/flavors/detail`);
  return flavors.sort((a, b) => a.vcpus - b.vcpus || a.ram - b.ram || a.disk - b.disk);
}
