// Keys: SSH public keys that new machines let in.

import { h, icon, show, stylesheet } from "../../shared/dom.js";
import { isAbort } from "../../shared/api.js";
import { addShortcut } from "../../shared/shortcuts.js";
import { navigate } from "../../shared/router.js";
import { confirmDialog } from "../../shared/components/dialog.js";
import { DataTable } from "../../shared/components/data-table.js";
import { emptyState, errorNotice, noticeArea, waiting } from "../../shared/components/notice.js";
import { copyText } from "../../shared/components/copy-field.js";
import { toast } from "../../shared/components/toast.js";
import { deleteKey, listKeys } from "../userdata.js";
import { openAddKey } from "./add-dialog.js";

await stylesheet(new URL("./page.css", import.meta.url));

const typeOf = (key) => key.content.trim().split(/\s+/)[0].replace(/^ssh-/, "");

export async function mount(view, place) {
  view.setTitle("Keys");
  const list = h("div", waiting());
  const notices = noticeArea();
  const add = async () => {
    if (await openAddKey()) refresh();
  };
  const remove = async (key) => {
    const done = await confirmDialog({
      title: `Delete the key ${key.name}?`, submit: "Delete key",
      lost: "New machines will not know it any more. Machines that have it keep it.",
      onSubmit: () => deleteKey(key.id),
    });
    if (done) refresh();
  };
  const copy = async (key) => {
    notices.clear();
    try {
      await copyText(key.content);
      toast(`${key.name} copied`);
    } catch (error) {
      notices.add(error, `${key.name} could not be copied`);
    }
  };
  const addButton = () => h("button.primary", { type: "button", onclick: add }, icon("plus"), "Add key");
  const table = new DataTable({
    label: "SSH keys",
    key: (key) => key.id,
    name: (key) => key.name,
    sort: { key: "name" },
    columns: [
      { key: "name", label: "Name", value: (key) => key.name, cell: (key) => [h("div.name", icon("key"), h("span.clip", key.name)), h("div.under.mono", key.fingerprint)] },
      { key: "type", label: "Type", width: "120px", value: typeOf, cell: typeOf },
      { key: "fingerprint", label: "Fingerprint", rank: 2, width: "52%", className: "fingerprint", cell: (key) => key.fingerprint },
    ],
    actions: (key) => [
      { label: "Copy public key", icon: "copy", run: () => copy(key) },
      "-",
      { label: "Delete", icon: "trash", danger: true, run: () => remove(key) },
    ],
    empty: () => emptyState({
      icon: "key", title: "No keys yet", actions: [addButton()],
      text: "With an SSH key you log in to your machines without a password. Add the public half here; new machines then let you in.",
    }),
  });
  const refresh = async () => {
    try {
      table.rows = await listKeys(view.signal);
      if (!list.contains(table.element)) list.replaceChildren(table.element);
    } catch (error) {
      if (!isAbort(error)) show(list, errorNotice(error, { title: "Your keys could not be listed", retry: refresh }));
    }
  };
  view.root.append(h("div.page-head", h("h1", "Keys"), addButton()), notices.element, list);
  addShortcut("n", "Add key", add, view.signal);
  await refresh();
  if (place.query.has("new")) {
    navigate("/ui/keys", { replace: true });
    add();
  }
  return () => {};
}
