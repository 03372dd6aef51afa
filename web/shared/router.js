// Addresses to pages. State lives in the URL: what a page shows can be sent to somebody, reloaded, and gone back to.

import { h, show } from "./dom.js";
import { ApiError, isAbort, isNoAnswer } from "./api.js";
import { serverIsBack } from "./session.js";
import { errorNotice, waiting } from "./components/notice.js";
import { announce } from "./components/toast.js";

/**
 * @typedef {object} Route
 * @property {string} page name of the page; two addresses of one page share what it has built
 * @property {string} pattern "/ui/machines/:id", a last part "*" takes the rest
 * @property {() => Promise<{mount: Function}>} load
 *
 * @typedef {object} Place where the reader is
 * @property {string} base the pattern up to its first part that is not fixed, as "/ui/machines"
 * @property {object} params parts of the pattern, percent-decoded; "rest" is a list
 * @property {URLSearchParams} query
 *
 * A page's module exports `mount(view, place)`; `view` has `root` (an empty element), `signal` (aborted when the page is
 * left) and `setTitle(text)`. It gives back a function that is called with the new place when only that has changed.
 */

let routes = [];
let outlet = null;
let brand = "";
let current = null;
let listener = () => {};

/** @param {{routes: Route[], outlet: HTMLElement, brand: string, onChange: (page: string) => void}} options */
export function startRouter(options) {
  ({ routes, outlet, brand } = options);
  listener = options.onChange;
  addEventListener("popstate", () => render({ keepScroll: true }));
  document.addEventListener("click", onClick);
  render({ keepScroll: true });
}

/** Goes to an address of these pages; any other is left to the browser. */
export function navigate(url, { replace = false } = {}) {
  const target = new URL(url, location.href);
  if (!match(target)) {
    location.assign(target);
    return;
  }
  if (replace) history.replaceState(null, "", target);
  else if (target.href !== location.href) history.pushState(null, "", target);
  render({ keepScroll: false });
}

/** Path with every part percent-encoded: `path("/ui/files", "a b", "c")`. */
export function path(base, ...parts) {
  return [base, ...parts.map((part) => encodeURIComponent(part))].join("/");
}

function match(url) {
  const given = url.pathname.split("/").filter(Boolean);
  for (const route of routes) {
    const params = matchPattern(route.pattern, given);
    if (params) return { route, place: { base: route.pattern.replace(/\/[:*].*/, ""), params, query: url.searchParams } };
  }
  return null;
}

function matchPattern(pattern, given) {
  const wanted = pattern.split("/").filter(Boolean);
  const params = {};
  for (const [index, part] of wanted.entries()) {
    if (part === "*") {
      params.rest = given.slice(index).map(decode);
      return params;
    }
    if (index >= given.length) return null;
    if (part.startsWith(":")) params[part.slice(1)] = decode(given[index]);
    else if (part !== given[index]) return null;
  }
  return wanted.length === given.length ? params : null;
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function onClick(event) {
  const link = event.target.closest?.("a[href]");
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || event.defaultPrevented || !isPlain || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || !match(url)) return;
  event.preventDefault();
  navigate(url);
}

async function render({ keepScroll }) {
  const found = match(new URL(location.href));
  if (!found) {
    leave();
    show(outlet, h("div.empty", h("h2", "There is no such page"), h("p", "The address may be old or mistyped."), h("div.actions", h("a.button", { href: "/ui" }, "Overview"))));
    document.title = `Not found · ${brand}`;
    return;
  }
  const { route, place } = found;
  if (current?.page === route.page) {
    await current.ready;
    current?.update?.(place);
    return;
  }
  leave();
  const leaving = new AbortController();
  const root = h("div.page", { class: `page-${route.page}` });
  const mine = { page: route.page, leaving, update: null, ready: null };
  current = mine;
  listener(route.page);
  show(outlet, waiting());
  const view = { root, signal: leaving.signal, setTitle: (text) => setTitle(text, mine) };
  mine.ready = mount(route, view, place, mine);
  await mine.ready;
  if (current !== mine) return;
  if (!keepScroll) scrollTo(0, 0);
  announce(document.title);
}

async function mount(route, view, place, mine) {
  // A module whose parts did not all arrive stays broken until the whole is loaded anew.
  let again = () => location.reload();
  try {
    const module = await route.load().catch(() => { throw new Error("The server did not send all of it. It is loaded again as soon as the server answers."); });
    if (current !== mine) return;
    again = () => { leave(); render({ keepScroll: true }); };
    mine.update = await module.mount(view, place);
    if (current === mine) outlet.replaceChildren(view.root);
  } catch (error) {
    if (isAbort(error) || current !== mine) return;
    outlet.replaceChildren(errorNotice(error, { title: "This page could not be shown", retry: again }));
    if (error instanceof ApiError && !isNoAnswer(error)) return;
    await serverIsBack(view.signal);
    if (current === mine) again();
  }
}

function leave() {
  current?.leaving.abort();
  current = null;
}

function setTitle(text, owner) {
  if (current === owner) document.title = `${text} · ${brand}`;
}
