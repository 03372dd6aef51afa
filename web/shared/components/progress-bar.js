// <progress-bar>: a native progress element with its label and its number.

import { h } from "../dom.js";

export class ProgressBar extends HTMLElement {
  #label = h("span.label");
  #amount = h("span.amount.number");
  #bar = h("progress", { max: 100 });

  /** @param {boolean} [compact] bar and number on one line, the label for screen readers only */
  static make({ label, percent, amount, tone = "", compact = false }) {
    const element = document.createElement("progress-bar");
    element.toggleAttribute("compact", compact);
    element.append(element.#label, element.#amount, element.#bar);
    element.update({ label, percent, amount, tone });
    return element;
  }

  /**
   * @param {object} state
   * @param {string} state.label
   * @param {number|null} state.percent 0 to 100; null while it is not known
   * @param {string} [state.amount] in words; the percentage when left out
   * @param {"bad"|"waiting"|""} [state.tone]
   */
  update({ label, percent, amount, tone = "" }) {
    this.#label.textContent = label;
    this.#amount.textContent = amount ?? (percent === null ? "" : `${Math.floor(percent)}%`);
    this.#bar.setAttribute("aria-label", label);
    this.#bar.dataset.tone = tone;
    // Attributes, not only properties, so that two bars can be compared as elements.
    if (percent === null) this.#bar.removeAttribute("value");
    else this.#bar.setAttribute("value", String(Math.max(0, Math.min(100, percent))));
  }
}

customElements.define("progress-bar", ProgressBar);
