// What a machine's status means, and what may be done in it (compute.md 2.2, 7.3).

/** Longest time that an accepted action is believed to be under way without a sign of it, in milliseconds. */
const PENDING_MAX_MS = 90_000;

/** Accepted actions whose effect the status does not show yet: id to {action, status, since}. */
const pending = new Map();

const PENDING_WORDS = { start: "Starting", shutdown: "Stopping", reboot: "Restarting", delete: "Deleting" };
const TASK_WORDS = { STARTING: "Starting", STOPPING: "Stopping", REBOOTING: "Restarting", DELETING: "Deleting", BUILDING: "Building", RESIZING: "Resizing" };

/** Remembers that the server accepted an action; until its status changes the page says so. */
export function markPending(server, action) {
  pending.set(server.id, { action, status: server.status, since: Date.now() });
}

export function clearPending(server) {
  pending.delete(server.id);
}

function pendingAction(server) {
  const mark = pending.get(server.id);
  if (!mark) return null;
  if (server.status !== mark.status || Date.now() - mark.since > PENDING_MAX_MS) {
    pending.delete(server.id);
    return null;
  }
  return mark.action;
}

/**
 * @param {object} server as the compute API lists it
 * @returns {{tone: "good"|"waiting"|"bad"|"off", word: string, isMoving: boolean, percent: number|null}}
 */
export function stateOf(server) {
  const action = pendingAction(server);
  if (action) return { tone: "waiting", word: PENDING_WORDS[action], isMoving: true, percent: null };
  const task = TASK_WORDS[server["SNF:task_state"]];
  if (server.suspended) return { tone: "bad", word: "Suspended", isMoving: false, percent: null };
  if (server.status === "BUILD") return { tone: "waiting", word: "Building", isMoving: true, percent: server.progress ?? 0 };
  if (server.status === "REBOOT") return { tone: "waiting", word: "Restarting", isMoving: true, percent: null };
  if (server.status === "RESIZE") return { tone: "waiting", word: "Resizing", isMoving: true, percent: null };
  if (task) return { tone: "waiting", word: task, isMoving: true, percent: null };
  if (server.status === "ACTIVE") return { tone: "good", word: "Running", isMoving: false, percent: null };
  if (server.status === "STOPPED") return { tone: "off", word: "Stopped", isMoving: false, percent: null };
  if (server.status === "ERROR") return { tone: "bad", word: "Error", isMoving: false, percent: null };
  if (server.status === "DELETED") return { tone: "off", word: "Deleted", isMoving: false, percent: null };
  return { tone: "bad", word: "Unknown", isMoving: false, percent: null };
}

export function isMoving(server) {
  return stateOf(server).isMoving;
}

/** @returns {Set<"start"|"shutdown"|"reboot"|"console"|"delete">} what the server would accept now */
export function allowedActions(server) {
  const action = pendingAction(server);
  if (action === "delete" || server.status === "DELETED" || server.suspended) return new Set();
  if (action) return new Set(["delete"]);
  if (server.status === "ACTIVE") return new Set(["shutdown", "reboot", "console", "delete"]);
  if (server.status === "STOPPED") return new Set(["start", "delete"]);
  return new Set(["delete"]);
}
