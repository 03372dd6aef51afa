// The reader's containers.

import { h, icon, show } from "../../shared/dom.js";
import { ago, bytes, parseDate, plural, shown } from "../../shared/format.js";
import { PollFeed } from "../../shared/events.js";
import { navigate } from "../../shared/router.js";
import { addShortcut } from "../../shared/shortcuts.js";
import { DataTable } from "../../shared/components/data-table.js";
import { emptyState, errorNotice, waiting } from "../../shared/components/notice.js";
import { createContainer, FIRST, listContainers } from "../store.js";
import { TRASH } from "../trash.js";
import { askContainer } from "./actions.js";
import { FolderAddress, OWN } from "./folder-address.js";
import { confirmDeleteContainer } from "./removal.js";
import { fileTabs } from "./tabs.js";

const hrefOf = (container) => new FolderAddress(container.name).href;

/** Who is here for the first time gets the first container, as the original gives it to them. */
async function containersOf(signal) {
  const containers = await listContainers(signal);
  if (containers.length > 0) return containers;
  await createContainer(FIRST);
  return listContainers(signal);
}

export async function mountContainers(view) {
  view.setTitle("Files");
  const list = h("div", waiting());
  const create = async () => {
    const name = await askContainer();
    if (name) navigate(new FolderAddress(name).href);
  };
  const remove = async (container) => {
    if (await confirmDeleteContainer(container)) feed.nudge();
  };
  const createButton = () => h("button.primary", { type: "button", onclick: create }, icon("plus"), "New container");
  const table = new DataTable({
    label: "Containers",
    key: (container) => container.name,
    name: (container) => shown(container.name),
    sort: { key: "name" },
    columns: [
      {
        key: "name", label: "Name", value: (container) => container.name,
        cell: (container) => [h("div.name", icon("container"), h("a", { href: hrefOf(container) }, shown(container.name))), h("div.under", plural(container.count, "object"))],
      },
      { key: "count", label: "Objects", rank: 2, width: "110px", numeric: true, value: (container) => container.count, cell: (container) => container.count.toLocaleString("en") },
      { key: "bytes", label: "Size", width: "110px", numeric: true, value: (container) => container.bytes, cell: (container) => bytes(container.bytes) },
      { key: "modified", label: "Changed", rank: 2, width: "150px", numeric: true, value: (container) => Date.parse(container.last_modified), cell: (container) => ago(parseDate(container.last_modified)) },
    ],
    open: (container) => navigate(hrefOf(container)),
    actions: (container) => [
      { label: "Open", icon: "folder-open", href: hrefOf(container) },
      "-",
      { label: "Delete", icon: "trash", danger: true, run: () => remove(container) },
    ],
    empty: () => emptyState({
      icon: "folder", title: "No containers yet", actions: [createButton()],
      text: "Files live in containers. Make one, then drop files or whole folders into it.",
    }),
  });
  view.root.append(h("div.page-head", h("h1", "Files"), createButton()), fileTabs(OWN), list);
  addShortcut("n", "New container", create, view.signal);
  const feed = new PollFeed(async () => {
    try {
      table.rows = (await containersOf(view.signal)).filter(({ name }) => name !== TRASH);
      if (!list.contains(table.element)) list.replaceChildren(table.element);
    } catch (error) {
      if (error.name !== "AbortError") show(list, errorNotice(error, { title: "Your files could not be listed", retry: () => feed.nudge() }));
      throw error;
    }
  }, () => false);
  view.signal.addEventListener("abort", () => feed.stop());
  feed.start();
}
