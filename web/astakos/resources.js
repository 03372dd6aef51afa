// How each counted resource is called and shown.

import { bytes } from "../shared/format.js";

const LABELS = new Map([
  ["cyclades.vm", "Machines"],
  ["cyclades.cpu", "Processors"],
  ["cyclades.ram", "Memory"],
  ["cyclades.disk", "Disks"],
  ["cyclades.network.private", "Private networks"],
  ["cyclades.floating_ip", "Public addresses"],
  ["pithos.diskspace", "Files"],
  ["astakos.pending_app", "Project applications"],
]);

/** From where on a bar warns, and where it is full, in percent. */
const TIGHT = 80;
const FULL = 100;

/** Position in lists: as in LABELS, then what is not known by name. */
export function rankOf(name) {
  const position = [...LABELS.keys()].indexOf(name);
  return position < 0 ? LABELS.size : position;
}

/** True for what has a name of its own here; all else needs the description that its service gave. */
export function isKnown(name) {
  return LABELS.has(name);
}

export function labelOf(name) {
  return LABELS.get(name) ?? name;
}

/** "1.2 GiB of 20 GiB", "3 of 10", "3, no limit". */
export function amountOf({ usage, limit, unit }) {
  const text = unit === "bytes" ? bytes : (count) => count.toLocaleString("en");
  return limit === Infinity ? `${text(usage)}, no limit` : `${text(usage)} of ${text(limit)}`;
}

/** @returns {{percent: number, tone: "bad"|"waiting"|""}} */
export function levelOf({ usage, limit }) {
  if (limit === Infinity) return { percent: 0, tone: "" };
  const percent = limit === 0 ? (usage > 0 ? FULL : 0) : (usage / limit) * 100;
  return { percent, tone: percent >= FULL ? "bad" : percent >= TIGHT ? "waiting" : "" };
}
