// Some of many, by name: what a dialog is about to lose.

import { h } from "../dom.js";

const SHOWN = 6;

/** @param {string[]} names the first ones are shown, the rest is counted */
export function nameList(names) {
  const left = names.length - SHOWN;
  return h("ul.names", names.slice(0, SHOWN).map((name) => h("li.clip", { title: name }, name)), left > 0 && h("li.muted", `and ${left} more`));
}
