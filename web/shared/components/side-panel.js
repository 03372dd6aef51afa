// <side-panel>: one row of a list, beside the list, with an address of its own.

import { h, icon, show, uniqueId } from "../dom.js";
import { navigate } from "../router.js";

export class SidePanel extends HTMLElement {
  #heading = h("h2", { tabindex: "-1", id: uniqueId("panel") });
  #subtitle = h("div.muted");
  #close = h("a.button.plain.square", { "aria-label": "Close panel", title: "Close (Esc)" }, icon("close"));
  #content = h("div.content");

  static make() {
    const element = document.createElement("side-panel");
    element.setAttribute("role", "complementary");
    element.setAttribute("aria-labelledby", element.#heading.id);
    element.append(h("header", h("div.titles", element.#heading, element.#subtitle), element.#close), element.#content);
    element.hidden = true;
    return element;
  }

  connectedCallback() {
    document.addEventListener("keydown", this.#onKey);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey);
  }

  /** Escape closes it wherever the focus is, but in a field or a dialog. */
  #onKey = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || this.hidden) return;
    if (event.target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, canvas") || document.querySelector("dialog[open]")) return;
    navigate(this.#close.getAttribute("href"));
  };

  /** Where the content goes. */
  get content() {
    return this.#content;
  }

  /**
   * Opens, and moves the focus to the heading when the panel was closed before.
   * @param {string} closeURL address of the list alone
   */
  open(title, subtitle, closeURL) {
    const wasClosed = this.hidden;
    this.hidden = false;
    if (this.#heading.textContent !== title) this.#heading.textContent = title;
    show(this.#subtitle, subtitle);
    this.#close.setAttribute("href", closeURL);
    if (wasClosed) this.#heading.focus({ preventScroll: true });
  }

  close() {
    this.hidden = true;
    this.#content.replaceChildren();
  }
}

customElements.define("side-panel", SidePanel);
