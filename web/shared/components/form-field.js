// A label, its control, a hint and a place for the error, tied together for screen readers.

import { h, uniqueId } from "../dom.js";

/**
 * @param {object} options
 * @param {string} options.label
 * @param {HTMLElement} options.control an input, select or textarea
 * @param {string|Node} [options.hint]
 */
export function field({ label, control, hint }) {
  const id = control.id || uniqueId("field");
  control.id = id;
  control.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  return h("div.field",
    h("label", { for: id }, label),
    control,
    h("div.hint", { id: `${id}-hint` }, hint ?? null),
    h("div.error", { id: `${id}-error`, "aria-live": "polite" }));
}

/** A tick box with its text. */
export function tick({ label, name, checked = false, hint, value = "on" }) {
  const id = uniqueId("tick");
  return h("div.choice",
    h("input", { type: "checkbox", id, name, value, checked }),
    h("div", h("label", { for: id }, label), hint && h("div.hint", hint)));
}
