// A state as a shape and a word.

import { h } from "../dom.js";

/** @param {"good"|"waiting"|"bad"|"off"} tone */
export function stateWord(tone, word) {
  return h("span.state", { dataset: { tone } }, word);
}
