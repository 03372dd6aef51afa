// What other people share with the reader.

import { h, icon, show } from "../../shared/dom.js";
import { isAbort } from "../../shared/api.js";
import { PollFeed } from "../../shared/events.js";
import { navigate } from "../../shared/router.js";
import { DataTable } from "../../shared/components/data-table.js";
import { emptyState, errorNotice, noticeArea, waiting } from "../../shared/components/notice.js";
import { namesOf } from "../../astakos/identity.js";
import { listSharedWithMe } from "../sharing.js";
import { changed, size } from "./columns.js";
import { download } from "./download.js";
import { FolderAddress, SHARED } from "./folder-address.js";
import { previewKind, symbolOf } from "./kinds.js";
import { openPreview } from "./preview.js";
import { fileTabs } from "./tabs.js";

/** Between two rounds: each asks every account that shares something, and each of its containers. */
const ROUND_MS = 60_000;
const RIGHTS = { read: "Can read", write: "Can change" };
const hrefOf = (entry) => new FolderAddress(entry.container).hrefOf(entry);

export async function mountShared(view) {
  view.setTitle("Shared with me");
  const notices = noticeArea();
  const list = h("div", waiting());
  let names = new Map();
  const ownerOf = (entry) => names.get(entry.owner) ?? "Somebody";
  const save = async (entry) => {
    try {
      await download(entry.container, entry);
    } catch (error) {
      notices.add(error, `${entry.label} could not be downloaded`);
    }
  };
  const table = new DataTable({
    label: "Shared with me",
    key: (entry) => `${entry.container}/${entry.path}`,
    name: (entry) => entry.label,
    sort: { key: "name" },
    group: (entry) => (entry.isFolder ? 0 : 1),
    columns: [
      {
        key: "name", label: "Name", value: (entry) => entry.label,
        cell: (entry) => [
          h("div.name", icon(entry.isFolder ? "folder" : symbolOf(entry)), h("a", { href: hrefOf(entry) }, entry.label)),
          h("div.under", ownerOf(entry)),
        ],
      },
      { key: "owner", label: "Owner", rank: 2, width: "26%", value: ownerOf, cell: ownerOf },
      { key: "right", label: "You", rank: 2, width: "120px", value: (entry) => entry.right, cell: (entry) => RIGHTS[entry.right] },
      { ...size, rank: 3 },
      { ...changed, rank: 3 },
    ],
    open: (entry) => navigate(hrefOf(entry)),
    actions: (entry) => (entry.isFolder
      ? [{ label: "Open", icon: "folder-open", href: hrefOf(entry) }]
      : [
        { label: "Download", icon: "download", run: () => save(entry) },
        previewKind(entry) && { label: "Preview", icon: "eye", run: () => openPreview(entry.container, entry) },
        { label: "Details", icon: "info", href: hrefOf(entry) },
      ].filter(Boolean)),
    empty: () => emptyState({
      icon: "share", title: "Nothing is shared with you",
      text: "When somebody shares a file or a folder with you, it appears here. They need your e-mail address for that.",
    }),
  });
  view.root.append(h("div.page-head", h("h1", "Files")), fileTabs(SHARED), notices.element, list);
  const feed = new PollFeed(async () => {
    try {
      const entries = await listSharedWithMe(view.signal);
      names = await namesOf([...new Set(entries.map(({ owner }) => owner))]).catch(() => names);
      table.rows = entries;
      if (!list.contains(table.element)) list.replaceChildren(table.element);
    } catch (error) {
      if (!isAbort(error)) show(list, errorNotice(error, { title: "What is shared with you could not be listed", retry: () => feed.nudge() }));
      throw error;
    }
  }, () => false, ROUND_MS);
  view.signal.addEventListener("abort", () => feed.stop());
  feed.start();
}
