// Numbers and dates as people read them.

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** 1536 → "1.5 KiB". Binary units, as quota and disks are counted. */
export function bytes(count) {
  if (!Number.isFinite(count)) return "–";
  let value = count;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  if (unit === 0) return count === 1 ? "1 byte" : `${count} bytes`;
  const digits = value < 10 && !Number.isInteger(value) ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/**
 * A name that somebody chose, as it may be shown: on one line, and without marks that nobody sees and that turn the
 * direction of what follows, which make one name look like another.
 */
export function shown(name, none = "(no name)") {
  return name.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim() || none;
}

/** "1 machine", "3 machines". */
export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/**
 * Reads a date of any of the services: ISO 8601 with a zone, or "YYYY-MM-DD HH:MM:SS" which means UTC (image.md 3).
 * @returns {Date|null} null when it is none
 */
export function parseDate(text) {
  if (!text) return null;
  const plain = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text);
  const date = new Date(plain ? `${plain[1]}T${plain[2]}Z` : text);
  return Number.isNaN(date.getTime()) ? null : date;
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const STEPS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** "12 Mar 2025, 14:05" in the reader's own zone. */
export function dateTime(date) {
  return date ? exact.format(date) : "–";
}

/** "3 hours ago" up to a week, then the date. */
export function ago(date, now = new Date()) {
  if (!date) return "–";
  const seconds = (date.getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) > 7 * 86_400) return date.toLocaleDateString(undefined, { dateStyle: "medium" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return "just now";
}

/** "in 30 days". */
export function daysUntil(date, now = new Date()) {
  return relative.format(Math.round((date.getTime() - now.getTime()) / 86_400_000), "day");
}

/** Megabytes of a flavor (MiB) as text. */
export function mebibytes(count) {
  return bytes(count * 1_048_576);
}

/** Left of a transfer in words: "2 min left". */
export function timeLeft(seconds) {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min left`;
  return `${(seconds / 3_600).toFixed(1)} h left`;
}
