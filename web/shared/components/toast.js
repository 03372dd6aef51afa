// Small news that need no answer, read out by screen readers, with an undo where there is one.

import { h, icon } from "../dom.js";

const SHOWN_MS = 6_000;
const WITH_ACTION_MS = 12_000;

const region = h("div.toasts", { role: "status", "aria-live": "polite" });
const voice = h("div.visually-hidden", { role: "status", "aria-live": "polite" });

/** Puts the two live regions on the page; they must be there before they first speak. */
export function mountToasts() {
  document.body.append(region, voice);
}

/**
 * @param {string} text
 * @param {{label: string, run: () => void}} [action] as an undo
 */
export function toast(text, action) {
  const remove = () => element.remove();
  const element = h("div.toast", h("span.text", text),
    h("span.row",
      action && h("button.act", { type: "button", onclick: () => { remove(); action.run(); } }, action.label),
      h("button.square", { type: "button", "aria-label": "Dismiss", onclick: remove }, icon("close"))));
  region.append(element);
  let timer = setTimeout(remove, action ? WITH_ACTION_MS : SHOWN_MS);
  element.addEventListener("mouseenter", () => clearTimeout(timer));
  element.addEventListener("focusin", () => clearTimeout(timer));
  element.addEventListener("mouseleave", () => { timer = setTimeout(remove, SHOWN_MS); });
}

/** Says something to screen readers only. */
export function announce(text) {
  voice.textContent = "";
  requestAnimationFrame(() => { voice.textContent = text; });
}
