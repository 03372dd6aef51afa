// What went wrong, beside its cause: what happened, what to do, and the id of the request.

import { h, icon } from "../dom.js";
import { ApiError } from "../api.js";

/**
 * @param {Error} error
 * @param {object} [options]
 * @param {string} [options.title] what was attempted, as "db1 could not be stopped"
 * @param {() => void} [options.onClose]
 * @param {() => void} [options.retry]
 */
export function errorNotice(error, { title, onClose, retry } = {}) {
  const isFault = error instanceof ApiError;
  const lines = [title ? h("b", title) : null, h("span", error.message || "Something went wrong in this page.")];
  if (isFault && error.details) lines.push(h("span", error.details));
  if (isFault && error.advice) lines.push(h("span.muted", error.advice));
  if (isFault && error.requestId) lines.push(h("span.request", "Request ", h("code", error.requestId)));
  if (retry) lines.push(h("div", h("button", { type: "button", onclick: retry }, icon("restart"), "Try again")));
  return h("div.notice", { dataset: { tone: "bad" }, role: "alert" }, icon("warning"), h("div.body", lines),
    onClose && h("button.plain.square.close", { type: "button", "aria-label": "Dismiss", onclick: onClose }, icon("close")));
}

/** A place above a list for the failures of its rows. */
export function noticeArea() {
  const area = h("div.notices");
  return {
    element: area,
    /** Adds a failure; it stays until it is dismissed. */
    add(error, title) {
      const notice = errorNotice(error, { title, onClose: () => notice.remove() });
      area.append(notice);
      notice.scrollIntoView({ block: "nearest" });
    },
    clear() {
      area.replaceChildren();
    },
  };
}

/** A quiet remark, or with the tone "waiting" or "bad" a less quiet one. */
export function remark(text, tone = "") {
  return h("div.notice", { dataset: { tone } }, icon(tone ? "warning" : "info"), h("div.body", text));
}

/** What a list without rows is, and the one thing to do. */
export function emptyState({ icon: symbol, title, text, actions = [] }) {
  return h("div.empty", icon(symbol, "large"), h("h2", title), h("p", text), actions.length > 0 && h("div.actions", actions));
}

/** Until the first answer. */
export function waiting(text = "Loading…") {
  return h("div.waiting", { role: "status" }, text);
}
