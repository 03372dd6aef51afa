// Columns that lists of files have in common.

import { ago, bytes, parseDate } from "../../shared/format.js";

export const size = {
  key: "bytes", label: "Size", width: "100px", numeric: true,
  value: (entry) => entry.bytes ?? 0, cell: (entry) => (entry.isFolder ? "" : bytes(entry.bytes)),
};

export const changed = {
  key: "modified", label: "Changed", width: "140px", numeric: true,
  value: (entry) => Date.parse(entry.last_modified) || 0, cell: (entry) => (entry.last_modified ? ago(parseDate(entry.last_modified)) : ""),
};
