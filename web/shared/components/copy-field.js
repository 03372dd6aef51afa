// <copy-field>: a value with a copy button; a secret one is hidden until asked for.

import { h, icon, show } from "../dom.js";
import { announce } from "./toast.js";

const HIDDEN = "•".repeat(20);
const DONE_MS = 1_600;

export class CopyField extends HTMLElement {
  #value = "";
  #text = h("pre", { tabindex: "0" });
  #copy = h("button.square", { type: "button", onclick: () => this.#onCopy() }, icon("copy"));
  #reveal = h("button.square", { type: "button", onclick: () => this.#onReveal() });
  #isHidden = false;
  #problem = h("div.error", { "aria-live": "assertive" });

  /**
   * @param {object} options
   * @param {string} options.value
   * @param {string} options.label what it is, for the eyes and the buttons
   * @param {boolean} [options.secret]
   * @param {boolean} [options.wrap] long lines wrap instead of scrolling
   * @param {boolean} [options.quiet] the label is for screen readers only
   */
  static make({ value, label, secret = false, wrap = false, quiet = false }) {
    const element = document.createElement("copy-field");
    element.#value = value;
    element.#isHidden = secret;
    element.toggleAttribute("wrap", wrap);
    element.#text.setAttribute("aria-label", label);
    element.#text.setAttribute("role", "group");
    element.#copy.setAttribute("aria-label", `Copy ${label}`);
    element.#copy.title = "Copy";
    element.append(
      h("div", { class: quiet ? "visually-hidden" : "label" }, label),
      h("div.value", element.#text, secret && element.#reveal, element.#copy), element.#problem);
    element.#label = label;
    element.#render();
    return element;
  }

  #label = "";

  set value(value) {
    this.#value = value;
    this.#render();
  }

  get value() {
    return this.#value;
  }

  #render() {
    this.#text.textContent = this.#isHidden ? HIDDEN : this.#value;
    this.#reveal.setAttribute("aria-label", `${this.#isHidden ? "Show" : "Hide"} ${this.#label}`);
    show(this.#reveal, icon(this.#isHidden ? "eye" : "eye-off"));
  }

  #onReveal() {
    this.#isHidden = !this.#isHidden;
    this.#render();
  }

  async #onCopy() {
    try {
      await copyText(this.#value);
    } catch (error) {
      this.#problem.textContent = error.message;
      return;
    }
    this.#problem.textContent = "";
    this.#copy.dataset.done = "";
    show(this.#copy, icon("check"));
    announce(`${this.#label} copied`);
    setTimeout(() => {
      delete this.#copy.dataset.done;
      show(this.#copy, icon("copy"));
    }, DONE_MS);
  }
}

customElements.define("copy-field", CopyField);

/**
 * Copies, also where the clipboard API is missing because the page came over plain HTTP, or refuses.
 * @throws {Error} with what to do, when the browser does not let pages copy
 */
export async function copyText(text) {
  const isCopied = await writeClipboard(text) || copySelected(text);
  if (!isCopied) throw new Error("The browser did not let this page copy it. Select the text, and copy it yourself.");
}

async function writeClipboard(text) {
  if (!navigator.clipboard || !window.isSecureContext) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The way from before the clipboard API: selects the text in a field that nobody sees. */
function copySelected(text) {
  const holder = h("textarea.visually-hidden", { "aria-hidden": "true", value: text });
  const parent = document.querySelector("dialog[open]") ?? document.body;
  const focused = document.activeElement;
  parent.append(holder);
  holder.select();
  const isCopied = document.execCommand("copy");
  holder.remove();
  focused?.focus();
  return isCopied;
}
