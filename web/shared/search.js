// One box that finds pages, machines, images, containers and files by name.

import { h, icon, show, uniqueId } from "./dom.js";
import { shown } from "./format.js";
import { navigate, path } from "./router.js";
import { rail } from "./routes.js";
import { openDialog } from "./components/dialog.js";
import { listServers, nameOf } from "../cyclades/compute.js";
import { listImages } from "../cyclades/plankton.js";
import { listContainers, listFiles } from "../pithos/store.js";
import { FolderAddress } from "../pithos/files/folder-address.js";
import { symbolOf } from "../pithos/files/kinds.js";
import { TRASH } from "../pithos/trash.js";

const SHOWN_MAX = 12;
/** Files of one container that are looked through: one answer of the store. */
const FILES_MAX = 10_000;

/** What can be found at once; things of the services are added when their lists arrive. */
function pages() {
  return [...rail.flatMap((each) => each.items), { label: "Account and API access", icon: "person", href: "/ui/account" }]
    .map((item) => ({ label: item.label, icon: item.icon, href: item.href, kind: "Page" }));
}

const ownContainers = async () => (await listContainers()).filter(({ name }) => name !== TRASH);

function sources() {
  return [
    listServers().then(({ servers }) => servers.map((server) => ({
      label: nameOf(server), icon: "machine", href: path("/ui/machines", server.id), kind: "Machine", also: addressesOf(server),
    }))),
    listImages().then((images) => images.map((image) => ({ label: shown(image.name), icon: "image", href: path("/ui/images", image.id), kind: "Image" }))),
    ownContainers().then((containers) => containers.map(({ name }) => ({ label: shown(name), icon: "container", href: new FolderAddress(name).href, kind: "Container" }))),
  ];
}

/** Looked for only once something is typed: there may be many. */
async function files() {
  const containers = await ownContainers();
  return (await Promise.all(containers.map(filesOf))).flat();
}

async function filesOf({ name: container }) {
  const files = await listFiles(container, FILES_MAX);
  return files.map((file) => {
    const folder = FolderAddress.of(container, file.name);
    return { label: shown(file.name.slice(folder.path.length)), icon: symbolOf({ ...file, path: file.name }), href: folder.panelOf(file.name), kind: [container, ...folder.parts].join(" / ") };
  });
}

const addressesOf = (server) => (server.attachments ?? []).flatMap((each) => [each.ipv4, each.ipv6]).filter(Boolean).join(" ");

/** Opens the box; Enter goes to the marked line. */
export function openSearch() {
  if (document.querySelector("dialog.search")) return;
  const listId = uniqueId("results");
  const input = h("input", {
    type: "text", placeholder: "Search machines, images, files…", "aria-label": "Search", role: "combobox", autofocus: true,
    "aria-expanded": "true", "aria-controls": listId, autocomplete: "off", spellcheck: "false",
  });
  const list = h("div.search-results", { id: listId, role: "listbox", "aria-label": "Results" });
  const dialog = h("dialog.search", { "aria-label": "Search" }, h("div.frame", h("div.search-box", icon("search"), input), list));
  let entries = pages();
  let found = [];
  let marked = 0;
  let isDeep = false;

  /** A service that does not answer only leaves its things out. */
  const add = (source) => source.then((more) => { entries = [...entries, ...more]; render(); }, () => {});
  const go = (entry) => {
    dialog.close();
    navigate(entry.href);
  };
  const render = () => {
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const matching = entries.filter((entry) => words.every((word) => `${entry.label} ${entry.kind} ${entry.also ?? ""}`.toLowerCase().includes(word)));
    const begins = ({ label }) => words.length > 0 && label.toLowerCase().startsWith(words[0]);
    found = [...matching.filter(begins), ...matching.filter((entry) => !begins(entry))].slice(0, SHOWN_MAX);
    marked = Math.min(marked, Math.max(0, found.length - 1));
    show(list, found.length === 0 ? h("div.search-none", "Nothing has this name.") : found.map((entry, index) => h("div", {
      role: "option", id: `${listId}-${index}`, "aria-selected": String(index === marked), dataset: { index },
    }, icon(entry.icon), h("span.clip", entry.label), h("span.kind", entry.kind))));
    if (found.length) input.setAttribute("aria-activedescendant", `${listId}-${marked}`);
    else input.removeAttribute("aria-activedescendant");
    list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  };

  input.addEventListener("input", () => {
    marked = 0;
    if (!isDeep) add(files());
    isDeep = true;
    render();
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      marked = (marked + step + found.length) % found.length;
      render();
    } else if (event.key === "Enter" && found[marked]) {
      event.preventDefault();
      go(found[marked]);
    }
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(found[Number(option.dataset.index)]);
  });
  sources().forEach(add);
  render();
  openDialog(dialog, () => {});
}
