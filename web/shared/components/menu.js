// A button that opens a short list of actions. The browser's own popover closes it and keeps it on top.

import { h, icon } from "../dom.js";

/**
 * @param {object} options
 * @param {string} options.label name of the button for screen readers; holds the text that is seen, if there is any
 * @param {string} [options.icon]
 * @param {Node|string} [options.content] instead of the symbol alone
 * @param {string} [options.className]
 * @param {() => object[]} options.items asked each time: {label, icon, run, danger} or {label, icon, href} or
 *        {label, icon, checked, run} or "-" for a line
 * @param {Node} [options.caption] above the items
 */
export function menuButton({ label, icon: symbol, content, className = "", items, caption }) {
  const menu = h("div.menu", { role: "menu", popover: "auto", "aria-label": label });
  const button = h("button", {
    type: "button", class: className, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": label,
  }, content ?? icon(symbol));

  menu.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    menu.replaceChildren(...(caption ? [caption] : []), ...items().map((item) => entry(item, menu)));
  });
  menu.addEventListener("toggle", (event) => {
    const isOpen = event.newState === "open";
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) {
      place(menu, button);
      menu.querySelector("[role^=menuitem]")?.focus();
    } else {
      menu.remove();
    }
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (menu.isConnected) {
      menu.hidePopover();
      return;
    }
    // Beside its button, so that the menu of a dialog's button is inside the dialog.
    button.after(menu);
    menu.showPopover();
  });
  menu.addEventListener("keydown", (event) => onKey(event, menu, button));
  return button;
}

function entry(item, menu) {
  if (item === "-") return h("hr");
  const content = [item.icon && icon(item.icon), item.label];
  if (item.href) return h("a", { href: item.href, role: "menuitem", tabindex: "-1", onclick: () => menu.hidePopover() }, content);
  return h("button", {
    type: "button", tabindex: "-1", class: item.danger ? "danger" : "",
    role: item.checked === undefined ? "menuitem" : "menuitemradio",
    "aria-checked": item.checked === undefined ? null : String(item.checked),
    onclick: () => {
      menu.hidePopover();
      item.run();
    },
  }, content);
}

function place(menu, button) {
  const anchor = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = anchor.bottom + 4 + size.height <= innerHeight - 8;
  const top = below ? anchor.bottom + 4 : Math.max(8, anchor.top - 4 - size.height);
  const left = Math.min(Math.max(8, anchor.right - size.width), innerWidth - size.width - 8);
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}

function onKey(event, menu, button) {
  const entries = [...menu.querySelectorAll("[role^=menuitem]")];
  const here = entries.indexOf(document.activeElement);
  const target = {
    ArrowDown: entries[(here + 1) % entries.length],
    ArrowUp: entries[(here - 1 + entries.length) % entries.length],
    Home: entries[0],
    End: entries.at(-1),
  }[event.key];
  if (target) {
    event.preventDefault();
    target.focus();
  } else if (event.key === "Tab") {
    menu.hidePopover();
    button.focus();
  } else if (event.key.length === 1 && /\S/.test(event.key)) {
    entries.find((each) => each.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }
  event.stopPropagation();
  if (event.key === "Escape") {
    event.preventDefault();
    menu.hidePopover();
    button.focus();
  }
}
