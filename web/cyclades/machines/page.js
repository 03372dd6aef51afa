// Machines: the list, live, and beside it one machine.

import { h, icon, show, stylesheet } from "../../shared/dom.js";
import { ago, mebibytes, parseDate, shown } from "../../shared/format.js";
import { navigate, path } from "../../shared/router.js";
import { addShortcut } from "../../shared/shortcuts.js";
import { DataTable } from "../../shared/components/data-table.js";
import { emptyState, errorNotice, noticeArea, waiting } from "../../shared/components/notice.js";
import { ProgressBar } from "../../shared/components/progress-bar.js";
import { SidePanel } from "../../shared/components/side-panel.js";
import { stateWord } from "../../shared/components/state-word.js";
import { getFlavor, listFlavors, nameOf } from "../compute.js";
import { listImages } from "../plankton.js";
import { bulkOf, menuOf } from "./actions.js";
import { shortAddress } from "./connect.js";
import { openCreate } from "./create-dialog.js";
import { MachineDetails } from "./details.js";
import { machines } from "./feed.js";
import { stateOf } from "./state.js";

await stylesheet(new URL("./page.css", import.meta.url));

/** "1 CPU · 512 MiB". */
export const sizeText = (flavor) => (flavor ? `${flavor.vcpus} CPU · ${mebibytes(flavor.ram)}` : "");

/** State as a word, or as a bar while the disk is made. */
export function stateCell(server) {
  const state = stateOf(server);
  if (state.percent === null) return stateWord(state.tone, state.word);
  return ProgressBar.make({ label: `${state.word} ${nameOf(server)}`, percent: state.percent, compact: true });
}

export async function mount(view, place) {
  view.setTitle("Machines");
  const [flavors, images] = await Promise.all([listFlavors(), listImages(view.signal).catch(() => [])]);
  const flavorOf = new Map(flavors.map((flavor) => [String(flavor.id), flavor]));
  const imageOf = new Map(images.map((image) => [image.id, image]));
  const create = async (imageId) => {
    const next = await openCreate(imageId);
    if (next) navigate(next);
  };
  /** Comes from elsewhere with "?new", perhaps with an image; a reload is not to open the dialog again. */
  const createIfAsked = ({ query }) => {
    if (!query.has("new")) return;
    navigate("/ui/machines", { replace: true });
    create(query.get("new"));
  };

  const notices = noticeArea();
  const panel = SidePanel.make();
  const details = new MachineDetails(panel.content, { flavorOf, imageOf });
  const report = (error, title) => (panel.hidden ? notices.add(error, title) : details.report(error, title));
  const table = new DataTable({
    label: "Machines",
    key: (server) => server.id,
    name: nameOf,
    sort: { key: "name" },
    columns: [
      {
        key: "name", label: "Name", value: nameOf,
        cell: (server) => [
          h("div.name", icon("machine"), h("a", { href: path("/ui/machines", server.id) }, nameOf(server))),
          h("div.under", [shortAddress(server), sizeText(flavorOf.get(String(server.flavor.id)))].filter(Boolean).join(" · ")),
        ],
      },
      { key: "state", label: "State", width: "128px", className: "strong", value: (server) => stateOf(server).word, cell: stateCell },
      { key: "size", label: "Size", rank: 2, width: "136px", value: (server) => flavorOf.get(String(server.flavor.id))?.ram ?? 0, cell: (server) => sizeText(flavorOf.get(String(server.flavor.id))) },
      { key: "image", label: "Image", rank: 3, width: "110px", value: (server) => imageOf.get(server.image.id)?.name ?? "", cell: (server) => shown(imageOf.get(server.image.id)?.name ?? "(deleted)") },
      { key: "address", label: "Address", rank: 2, width: "154px", className: "mono", value: shortAddress, cell: shortAddress },
      { key: "created", label: "Created", rank: 3, width: "138px", numeric: true, value: (server) => Date.parse(server.created), cell: (server) => ago(parseDate(server.created)) },
    ],
    actions: (server) => menuOf(server, report),
    bulk: (servers) => bulkOf(servers, report),
    open: (server) => navigate(path("/ui/machines", server.id)),
    empty: () => emptyState({
      icon: "machine", title: "No machines yet",
      text: "A machine is a computer of your own in the cloud. It starts from an image, and you log in with your key.",
      actions: [h("button.primary", { type: "button", onclick: () => create() }, icon("plus"), "New machine")],
    }),
  });

  const status = h("div.notices", { role: "status" });
  const list = h("div", waiting());
  const main = h("div", notices.element, status, list);
  view.root.append(
    h("div.page-head", h("h1", "Machines"), h("button.primary", { type: "button", onclick: () => create() }, icon("plus"), "New machine")),
    h("div.beside", main, panel));
  addShortcut("n", "New machine", () => create(), view.signal);

  let here = place;
  /** Sizes that are offered no more: the machines that have them keep them. */
  const findFlavors = async (state) => {
    const unknown = [...new Set((state.items ?? []).map((server) => String(server.flavor.id)))].filter((id) => !flavorOf.has(id));
    if (unknown.length === 0) return;
    for (const id of unknown) flavorOf.set(id, null);
    for (const id of unknown) flavorOf.set(id, await getFlavor(id).catch(() => null));
    if (machines.items) render({ ...state, items: machines.items });
  };
  const render = (state) => {
    const { items, error } = state;
    findFlavors(state);
    show(status, error && errorNotice(error, { title: items ? "The list may be out of date" : "The machines could not be listed" }));
    if (!items) {
      show(list, error ? null : waiting());
      return;
    }
    if (!list.contains(table.element)) list.replaceChildren(table.element);
    table.rows = items;
    renderPanel(here, items);
  };
  const renderPanel = (at, items) => {
    const id = at.params.id === undefined ? null : Number(at.params.id);
    const server = items.find((each) => each.id === id);
    table.current = server ? id : null;
    if (id === null) {
      if (!panel.hidden) closePanel();
      return;
    }
    if (server) {
      const state = stateOf(server);
      view.setTitle(nameOf(server));
      panel.open(nameOf(server), stateWord(state.tone, state.word), "/ui/machines");
      details.show(server);
    } else {
      view.setTitle("Machines");
      panel.open("No such machine", null, "/ui/machines");
      details.showMissing();
    }
  };
  const closePanel = () => {
    const was = details.id;
    panel.close();
    details.clear();
    view.setTitle("Machines");
    if (was !== null) table.focusRow(was);
  };
  machines.subscribe(render, view.signal);
  createIfAsked(place);

  return (next) => {
    here = next;
    if (machines.items) renderPanel(next, machines.items);
    createIfAsked(next);
  };
}
