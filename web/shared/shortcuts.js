// Keys that work everywhere. A page adds its own for as long as it is shown.

import { h } from "./dom.js";
import { navigate } from "./router.js";
import { rail } from "./routes.js";
import { openSearch } from "./search.js";
import { showDialog } from "./components/dialog.js";

/** How long "g" waits for the second key, in milliseconds. */
const CHORD_MS = 1_200;

const pageKeys = new Map();
let chordUntil = 0;

/**
 * @param {string} key
 * @param {string} label for the list of shortcuts
 * @param {AbortSignal} signal ends it
 */
export function addShortcut(key, label, run, signal) {
  pageKeys.set(key, { label, run });
  signal.addEventListener("abort", () => pageKeys.delete(key));
}

export function startShortcuts() {
  document.addEventListener("keydown", onKey);
}

function onKey(event) {
  const isTyping = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], canvas");
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping) return;
  if (document.querySelector("dialog[open]")) return;
  if (Date.now() < chordUntil) {
    chordUntil = 0;
    const item = rail.flatMap((each) => each.items).find((each) => each.key === event.key);
    if (item) {
      event.preventDefault();
      navigate(item.href);
    }
    return;
  }
  const run = { "/": openSearch, "?": openShortcuts, g: () => { chordUntil = Date.now() + CHORD_MS; } }[event.key] ?? pageKeys.get(event.key)?.run;
  if (!run) return;
  event.preventDefault();
  run();
}

const key = (text) => h("kbd", text);

/** The list of all keys, opened with "?". */
export function openShortcuts() {
  const lines = [
    [key("/"), "Search"],
    [key("?"), "This list"],
    ...rail.flatMap((each) => each.items).map((item) => [[key("g"), " ", key(item.key)], item.label]),
    ...[...pageKeys].map(([name, { label }]) => [key(name), label]),
    [[key("↑"), " ", key("↓")], "Move between rows and menu entries"],
    [key("Enter"), "Open the row"],
    [key("Space"), "Select the row"],
    [key("Del"), "Delete the row"],
    [key("Esc"), "Close panel, dialog or menu"],
  ];
  showDialog({
    title: "Keyboard shortcuts",
    content: h("div.shortcuts", lines.map(([keys, text]) => [h("div", keys), h("div", text)])),
  });
}
