// The frame around every page: rail, top bar, the place where pages go, search and shortcuts.

import { h, icon, show } from "./dom.js";
import { config, signOutURL } from "./session.js";
import { startRouter } from "./router.js";
import { parents, rail, routes } from "./routes.js";
import { openSearch } from "./search.js";
import { openShortcuts, startShortcuts } from "./shortcuts.js";
import { menuButton } from "./components/menu.js";
import { mountToasts } from "./components/toast.js";

/** @param {HTMLElement} app */
export function startShell(app) {
  const links = new Map();
  const outlet = h("main.outlet", { id: "content", tabindex: "-1" });
  app.replaceChildren(h("div.shell",
    h("a.button.skip", { href: "#content", onclick: (event) => { event.preventDefault(); outlet.focus(); } }, "Skip to content"),
    makeRail(links),
    makeTop(),
    outlet));
  mountToasts();
  refuseStrayDrops();
  startShortcuts();
  startRouter({
    routes, outlet, brand: config.branding.name,
    onChange: (page) => {
      for (const [name, link] of links) {
        if (name === (parents[page] ?? page)) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
    },
  });
}

/** A file dropped where nothing takes it would replace the page. */
function refuseStrayDrops() {
  for (const type of ["dragover", "drop"]) {
    document.addEventListener(type, (event) => {
      if (event.defaultPrevented || ![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
  }
}

function brandLink() {
  return h("a.brand", { href: "/ui" }, icon("cloud"), h("span", config.branding.name));
}

function makeRail(links) {
  const groups = rail.map(({ group, items }) => h("section",
    group && h("div.group", group),
    h("ul", items.map((item) => {
      const link = h("a", { href: item.href, title: item.label }, icon(item.icon), h("span", item.label));
      links.set(item.page, link);
      return h("li", link);
    }))));
  return h("nav.rail", { "aria-label": "Main" }, brandLink(), groups, h("div.foot", config.version && `Version ${config.version}`));
}

function makeTop() {
  const search = h("button.open-search", { type: "button", "aria-label": "Search", onclick: openSearch }, icon("search"), h("span", "Search"), h("kbd", "/"));
  return h("header.top", brandLink(), search, h("div.grow"), schemeMenu(), personMenu());
}

const SCHEMES = [
  { scheme: null, label: "As the system", icon: "system" },
  { scheme: "light", label: "Light", icon: "sun" },
  { scheme: "dark", label: "Dark", icon: "moon" },
];

function schemeMenu() {
  const root = document.documentElement;
  const symbol = () => SCHEMES.find((each) => each.scheme === (root.dataset.scheme ?? null)).icon;
  const holder = h("span.row", icon(symbol()), h("span.visually-hidden", "Colours"));
  return menuButton({
    label: "Colours", content: holder, className: "plain square",
    items: () => SCHEMES.map((choice) => ({
      ...choice,
      checked: (root.dataset.scheme ?? null) === choice.scheme,
      run: () => {
        choose(choice.scheme);
        show(holder, icon(symbol()), h("span.visually-hidden", "Colours"));
      },
    })),
  });
}

function choose(scheme) {
  if (scheme) document.documentElement.dataset.scheme = scheme;
  else delete document.documentElement.dataset.scheme;
  try {
    if (scheme) localStorage.setItem("scheme", scheme);
    else localStorage.removeItem("scheme");
  } catch {
    // Storage is switched off: the choice lasts until the page is closed.
  }
}

function personMenu() {
  const { email, name } = config.user;
  return menuButton({
    label: `${email}, your account`,
    content: h("span.row", icon("person"), h("span.clip", email)),
    className: "plain person",
    caption: h("div.caption", h("b", name || email), email),
    items: () => [
      { label: "Account and API access", icon: "key", href: "/ui/account" },
      ...(matchMedia("(hover: hover)").matches ? [{ label: "Keyboard shortcuts", icon: "keyboard", run: openShortcuts }] : []),
      "-",
      { label: "Sign out", icon: "sign-out", href: signOutURL() },
    ],
  });
}
