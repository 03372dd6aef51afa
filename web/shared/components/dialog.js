// Dialogs on the native element: it keeps the focus inside, closes on Escape and gives the focus back.
// What is being asked of the server is waited for: nothing closes a dialog before its answer has been shown.

import { h, icon, uniqueId } from "../dom.js";
import { errorNotice } from "./notice.js";

/**
 * Opens a dialog with a form.
 * @param {object} options
 * @param {string} options.title
 * @param {Node|Node[]} options.content
 * @param {string} options.submit text of the button that does it
 * @param {(data: FormData) => Promise<*>} options.onSubmit while it runs the dialog stays, whatever is pressed; what it
 *        throws is shown inside
 * @param {boolean} [options.danger]
 * @param {string} [options.className] "wide" for more room
 * @param {Node} [options.aside] beside the buttons
 * @param {Promise<boolean>} [options.ready] when the content is complete; false when there is nothing to submit
 * @returns {Promise<*>} what onSubmit gave, or null when it was closed
 */
export function formDialog({ title, content, submit, onSubmit, danger = false, className = "", aside, ready }) {
  return new Promise((resolve) => {
    const heading = uniqueId("dialog");
    const problems = h("div", { "aria-live": "assertive" });
    const go = h("button.primary", { type: "submit", class: danger ? "danger" : "" }, submit);
    const cancel = h("button", { type: "button", onclick: () => dialog.close() }, "Cancel");
    const form = h("form", { novalidate: true },
      header(title, heading, () => dialog.close()),
      h("div.content", content, problems),
      h("footer", h("div.grow", aside), cancel, go));
    const dialog = h("dialog", { "aria-labelledby": heading, class: className }, form);
    let result = null;
    let isRunning = false;

    form.addEventListener("input", (event) => clearError(event.target));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!reportValidity(form)) return;
      problems.replaceChildren();
      const data = new FormData(form);
      isRunning = true;
      const release = holdButtons(form);
      let problem = null;
      try {
        result = await onSubmit(data) ?? true;
      } catch (error) {
        problem = error;
      }
      isRunning = false;
      if (problem === null) {
        dialog.close();
        return;
      }
      release();
      if (!showFieldErrors(form, problem.fields ?? {})) {
        problems.replaceChildren(errorNotice(problem));
        problems.scrollIntoView({ block: "nearest" });
      }
    });
    openDialog(dialog, () => resolve(result), { isBusy: () => isRunning });
    if (ready) whenReady(ready, form, go);
  });
}

/**
 * Disables the buttons of a form.
 * @returns {() => void} enables those again that were, and gives the focus back, which a disabled button loses
 */
function holdButtons(form) {
  const focused = document.activeElement;
  const held = form.querySelectorAll("button:not(:disabled)");
  for (const button of held) button.disabled = true;
  form.setAttribute("aria-busy", "true");
  return () => {
    for (const button of held) button.disabled = false;
    form.removeAttribute("aria-busy");
    if (!form.contains(document.activeElement)) focused?.focus();
  };
}

/** Until the content is complete nothing can be submitted; then the focus goes to its first field. */
async function whenReady(ready, form, go) {
  go.disabled = true;
  const canSubmit = await ready;
  go.hidden = !canSubmit;
  go.disabled = !canSubmit;
  if (form.contains(document.activeElement)) form.querySelector("[autofocus]")?.focus();
}

/** A dialog that only shows something. */
export function showDialog({ title, content, footer, className = "", canDismiss = true }) {
  const heading = uniqueId("dialog");
  const dialog = h("dialog", { "aria-labelledby": heading, class: className },
    h("div.frame", header(title, heading, canDismiss ? () => dialog.close() : null), h("div.content", content), footer && h("footer", footer)));
  const closed = new Promise((resolve) => openDialog(dialog, resolve, { canDismiss }));
  return { dialog, closed };
}

/**
 * Asks before something is destroyed.
 * @param {object} options
 * @param {string} options.title
 * @param {string|Node|Node[]} options.lost what is lost, in words
 * @param {string} options.submit
 * @param {string} [options.typed] a name to type, where data goes for good
 * @param {(data: FormData) => Promise<*>} options.onSubmit
 */
export function confirmDialog({ title, lost, submit, typed, onSubmit }) {
  const content = [typeof lost === "string" ? h("p", lost) : lost];
  if (typed) {
    const id = uniqueId("typed");
    const input = h("input", { id, name: "typed", autocomplete: "off", spellcheck: "false", required: true, autofocus: true });
    input.addEventListener("input", () => input.setCustomValidity(input.value === typed ? "" : `Type ${typed} exactly as it is written.`));
    input.setCustomValidity(`Type ${typed} to go on.`);
    content.push(h("div.field", h("label", { for: id }, "Type ", h("b", typed), " to confirm"), input, h("div.error", { "aria-live": "polite" })));
  }
  return formDialog({ title, content, submit, danger: true, onSubmit });
}

/**
 * Appends, opens as a modal, removes when closed.
 * @param {HTMLDialogElement} dialog
 * @param {() => void} onClose
 * @param {object} [options]
 * @param {boolean} [options.canDismiss] false: only a button of its own closes it
 * @param {() => boolean} [options.isBusy] while it says so nothing closes it
 */
export function openDialog(dialog, onClose, { canDismiss = true, isBusy = () => false } = {}) {
  const keep = (event) => {
    if (!canDismiss || isBusy()) event.preventDefault();
  };
  // Of two presses of Escape, browsers let "cancel" be prevented for the first one only; the key can be each time.
  const onKey = (event) => {
    if (event.key === "Escape") keep(event);
  };
  dialog.addEventListener("cancel", keep);
  document.addEventListener("keydown", onKey, { capture: true });
  dialog.addEventListener("close", () => {
    if (isBusy()) {
      // A phone's way back closes it all the same.
      dialog.showModal();
      return;
    }
    document.removeEventListener("keydown", onKey, { capture: true });
    dialog.remove();
    onClose();
  });
  // A press on the backdrop closes, unless something was typed.
  dialog.addEventListener("mousedown", (event) => {
    const typed = [...dialog.querySelectorAll("input:not([type=radio], [type=checkbox]), textarea")].some((field) => field.value !== field.defaultValue);
    const canClose = dialog.querySelector("header .close, .search-box") !== null;
    if (event.target === dialog && canClose && !isBusy() && !typed) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function header(title, id, close) {
  return h("header", h("h2", { id }, title),
    close && h("button.plain.square.close", { type: "button", "aria-label": "Close", onclick: close }, icon("close")));
}

/** Puts what the server said of single fields under them; true when each has found its place. */
function showFieldErrors(form, messages) {
  const places = Object.entries(messages).map(([name, message]) => ({ control: form.elements[name], message }));
  if (places.length === 0 || places.some(({ control }) => !control?.closest?.(".field"))) return false;
  for (const { control, message } of places) {
    showMessage(control, message);
  }
  places[0].control.focus();
  return true;
}

/** Takes away what was said of a field as soon as it is no longer true. */
function clearError(field) {
  if (field.getAttribute("aria-invalid") === "true" && !field.validationMessage) showMessage(field, "");
}

function showMessage(field, message) {
  const place = field.closest(".field")?.querySelector(".error");
  if (!place) return;
  place.textContent = message;
  if (message) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

/** Shows each field's own message under it; true when there is none. */
function reportValidity(form) {
  let first = null;
  for (const field of form.querySelectorAll("input, select, textarea")) {
    const message = field.validationMessage;
    showMessage(field, message);
    if (message) first ??= field;
  }
  first?.focus();
  return first === null;
}
