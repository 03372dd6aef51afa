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
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && !event.target.matches("input, textarea")) navigate(element.#close.getAttribute("href"));
    });
    return element;
  }

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
