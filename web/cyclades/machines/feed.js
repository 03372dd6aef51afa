// The reader's machines, as they are now: one live list for every page that shows them.

import { ApiError } from "../../shared/api.js";
import { LiveCollection } from "../../shared/events.js";
import { listServers } from "../compute.js";
import { isMoving } from "./state.js";

/** Asked from a little before the last answer: dates in headers have whole seconds, and a write may still be on its way. */
const OVERLAP_MS = 2_000;

const cursorOf = (at) => new Date(at.getTime() - OVERLAP_MS).toISOString().replace("Z", "+00:00");

export const machines = new LiveCollection({
  key: (server) => server.id,
  isGone: (server) => server.status === "DELETED",
  isMoving,
  async loadAll() {
    const { servers, at } = await listServers();
    return { items: servers, cursor: cursorOf(at) };
  },
  async loadChanges(cursor) {
    try {
      const { servers, at } = await listServers(cursor);
      return { items: servers, cursor: cursorOf(at) };
    } catch (error) {
      // Moments older than the server's poll limit are refused (compute.md 1.10): begin anew.
      if (error instanceof ApiError && error.status === 400) return null;
      throw error;
    }
  },
});
