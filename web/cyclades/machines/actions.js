// What can be done to machines, from the row menu, the panel, and for several at once.

import { navigate, path } from "../../shared/router.js";
import { field } from "../../shared/components/form-field.js";
import { confirmDialog, formDialog } from "../../shared/components/dialog.js";
import { h } from "../../shared/dom.js";
import { plural } from "../../shared/format.js";
import { nameList } from "../../shared/components/name-list.js";
import { announce } from "../../shared/components/toast.js";
import { actOnServer, deleteServer, nameOf, renameServer } from "../compute.js";
import { machines } from "./feed.js";
import { allowedActions, clearPending, markPending } from "./state.js";

const NAME_MAX = 255;
const FAILED = { start: "could not be started", shutdown: "could not be stopped", reboot: "could not be restarted" };
const BUTTONS = [
  { action: "start", label: "Start", icon: "play" },
  { action: "shutdown", label: "Stop", icon: "stop" },
  { action: "reboot", label: "Restart", icon: "restart" },
];

/** @param {(error: Error, title: string) => void} report where a failure is shown */
export async function act(server, action, report) {
  markPending(server, action);
  machines.put(server);
  try {
    await actOnServer(server.id, action);
    announce(`${nameOf(server)}: ${action} accepted`);
  } catch (error) {
    clearPending(server);
    machines.put(server);
    report(error, `${nameOf(server)} ${FAILED[action]}`);
  }
}

/** Asks, then deletes. The disk goes with the machine, so a name has to be typed. */
export function confirmDelete(server) {
  return confirmDialog({
    title: `Delete ${nameOf(server)}?`,
    lost: "The machine and everything on its disk are lost for good.",
    submit: "Delete machine",
    typed: nameOf(server),
    onSubmit: () => remove(server),
  });
}

async function remove(server) {
  await deleteServer(server.id);
  markPending(server, "delete");
  machines.put(server);
}

export function rename(server) {
  const input = h("input", { name: "name", value: server.name, required: true, maxlength: NAME_MAX, autocomplete: "off", autofocus: true });
  input.defaultValue = server.name;
  return formDialog({
    title: "Rename machine",
    content: field({ label: "Name", control: input, hint: "The host name inside the machine stays as it is." }),
    submit: "Rename",
    async onSubmit(data) {
      const name = data.get("name").trim();
      await renameServer(server.id, name);
      machines.put({ ...server, name });
    },
  });
}

/** Entries of the row menu. */
export function menuOf(server, report) {
  const allowed = allowedActions(server);
  const power = BUTTONS.filter(({ action }) => allowed.has(action)).map(({ action, label, icon }) => ({ label, icon, run: () => act(server, action, report) }));
  return [
    ...power,
    allowed.has("console") && { label: "Open console", icon: "terminal", href: consolePath(server) },
    { label: "Details", icon: "info", href: path("/ui/machines", server.id) },
    { label: "Rename", icon: "edit", run: () => rename(server) },
    allowed.has("delete") && "-",
    allowed.has("delete") && { label: "Delete", icon: "trash", danger: true, run: () => confirmDelete(server) },
  ].filter(Boolean);
}

/** The same, as buttons of the panel. */
export function buttonsOf(server, report) {
  const allowed = allowedActions(server);
  return [
    allowed.has("console") && { label: "Console", icon: "terminal", primary: true, run: () => navigate(consolePath(server)) },
    ...BUTTONS.filter(({ action }) => allowed.has(action)).map(({ action, label, icon }) => ({ label, icon, run: () => act(server, action, report) })),
    allowed.has("delete") && { label: "Delete", icon: "trash", danger: true, run: () => confirmDelete(server) },
  ].filter(Boolean);
}

/** For the rows that are ticked: what at least one of them accepts. */
export function bulkOf(servers, report) {
  const able = (action) => servers.filter((server) => allowedActions(server).has(action));
  const power = BUTTONS.filter(({ action }) => able(action).length).map(({ action, label, icon }) => ({
    label, icon, run: () => able(action).forEach((server) => act(server, action, report)),
  }));
  const doomed = able("delete");
  return [...power, doomed.length && { label: "Delete", icon: "trash", danger: true, run: () => confirmDeleteAll(doomed) }].filter(Boolean);
}

function confirmDeleteAll(servers) {
  if (servers.length === 1) return confirmDelete(servers[0]);
  return confirmDialog({
    title: `Delete ${plural(servers.length, "machine")}?`,
    lost: [h("p", "These machines and everything on their disks are lost for good:"), nameList(servers.map(nameOf))],
    submit: `Delete ${plural(servers.length, "machine")}`,
    typed: `delete ${servers.length}`,
    onSubmit: async () => {
      for (const server of servers) await remove(server);
    },
  });
}

export const consolePath = (server) => `${path("/ui/machines", server.id)}/console`;
