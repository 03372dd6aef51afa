// Images: what machines start from, and beside the list one image.

import { h, icon, show, stylesheet } from "../../shared/dom.js";
import { isAbort } from "../../shared/api.js";
import { ago, bytes, parseDate, shown } from "../../shared/format.js";
import { navigate, path } from "../../shared/router.js";
import { config } from "../../shared/session.js";
import { addShortcut } from "../../shared/shortcuts.js";
import { confirmDialog } from "../../shared/components/dialog.js";
import { DataTable } from "../../shared/components/data-table.js";
import { emptyState, errorNotice, noticeArea, waiting } from "../../shared/components/notice.js";
import { SidePanel } from "../../shared/components/side-panel.js";
import { namesOf } from "../../astakos/identity.js";
import { listImages, property, unregisterImage } from "../plankton.js";
import { ImageDetails } from "./details.js";
import { openRegister } from "./register-dialog.js";

await stylesheet(new URL("./page.css", import.meta.url));

const isMine = (image) => image.owner === config.user.uuid;

/** Who sees an image, in a word. */
const accessOf = (image) => (image.is_public ? "Public" : isMine(image) ? "Private" : "Shared");

export async function mount(view, place) {
  view.setTitle("Images");
  const notices = noticeArea();
  const list = h("div", waiting());
  const panel = SidePanel.make();
  let images = null;
  let owners = new Map();
  let here = place;

  const register = async () => {
    const id = await openRegister();
    if (!id) return;
    await refresh();
    navigate(path("/ui/images", id));
  };
  const unregister = async (image) => {
    const done = await confirmDialog({
      title: `Remove the image ${shown(image.name)}?`, submit: "Remove image",
      lost: "No new machines can be made from it. The file stays among your files, and running machines stay as they are.",
      onSubmit: () => unregisterImage(image.id),
    });
    if (!done) return;
    if (here.params.id === image.id) navigate("/ui/images");
    refresh();
  };
  const details = new ImageDetails(panel.content, { onChange: () => refresh(), onRemove: unregister });
  const registerButton = () => h("button.primary", { type: "button", onclick: register }, icon("plus"), "Register image");
  const ownerName = (image) => (isMine(image) ? "You" : owners.get(image.owner) ?? "Somebody else");
  const table = new DataTable({
    label: "Images",
    key: (image) => image.id,
    name: (image) => shown(image.name),
    sort: { key: "name" },
    columns: [
      {
        key: "name", label: "Name", value: (image) => shown(image.name),
        cell: (image) => [
          h("div.name", icon("image"), h("a", { href: path("/ui/images", image.id) }, shown(image.name))),
          h("div.under", `${bytes(image.size)} · ${ownerName(image)}`),
        ],
      },
      { key: "access", label: "Access", width: "110px", value: accessOf, cell: (image) => h("span.tag", icon(image.is_public ? "globe" : "lock"), accessOf(image)) },
      { key: "os", label: "System", rank: 3, width: "14%", value: (image) => property(image, "os"), cell: (image) => property(image, "os") },
      { key: "owner", label: "Owner", rank: 2, width: "20%", value: ownerName, cell: ownerName },
      { key: "size", label: "Size", rank: 2, width: "110px", numeric: true, value: (image) => image.size, cell: (image) => bytes(image.size) },
      { key: "updated", label: "Updated", rank: 3, width: "140px", numeric: true, value: (image) => parseDate(image.updated_at)?.getTime() ?? 0, cell: (image) => ago(parseDate(image.updated_at)) },
    ],
    open: (image) => navigate(path("/ui/images", image.id)),
    actions: (image) => [
      { label: "New machine", icon: "machine", href: `/ui/machines?new=${encodeURIComponent(image.id)}` },
      { label: "Details", icon: "info", href: path("/ui/images", image.id) },
      ...(isMine(image) ? [{ label: "Rename", icon: "edit", run: () => details.rename(image) }, "-", { label: "Remove", icon: "trash", danger: true, run: () => unregister(image) }] : []),
    ],
    empty: () => emptyState({
      icon: "image", title: "No images yet", actions: [registerButton()],
      text: "An image is a disk that machines start from. Upload a disk image to your files, then register it here.",
    }),
  });

  const refresh = async () => {
    try {
      images = await listImages(view.signal);
      owners = await namesOf([...new Set(images.filter((image) => !isMine(image)).map((image) => image.owner))]).catch(() => owners);
      table.rows = images;
      if (!list.contains(table.element)) list.replaceChildren(table.element);
      renderPanel();
    } catch (error) {
      if (!isAbort(error)) show(list, errorNotice(error, { title: "The images could not be listed", retry: refresh }));
    }
  };
  const renderPanel = () => {
    const id = here.params.id ?? null;
    const image = images?.find((each) => each.id === id);
    table.current = image ? id : null;
    if (!image) {
      const was = details.id;
      panel.close();
      details.clear();
      view.setTitle("Images");
      if (was) table.focusRow(was);
      if (id && images) notices.add(new Error("It does not exist, or it was removed."), "No such image");
      return;
    }
    view.setTitle(shown(image.name));
    panel.open(shown(image.name), `${accessOf(image)} · ${ownerName(image)}`, "/ui/images");
    details.show(image, { isMine: isMine(image), ownerName: ownerName(image) });
  };
  view.root.append(
    h("div.page-head", h("h1", "Images"), registerButton()),
    h("div.beside", h("div", notices.element, list), panel));
  addShortcut("n", "Register image", register, view.signal);
  await refresh();
  return (next) => {
    here = next;
    notices.clear();
    renderPanel();
  };
}
