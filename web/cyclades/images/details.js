// One image: where its file lies, who may use it, what it says of itself.

import { h, icon } from "../../shared/dom.js";
import { bytes, dateTime, parseDate, shown } from "../../shared/format.js";
import { path } from "../../shared/router.js";
import { CopyField } from "../../shared/components/copy-field.js";
import { formDialog } from "../../shared/components/dialog.js";
import { field } from "../../shared/components/form-field.js";
import { noticeArea } from "../../shared/components/notice.js";
import { namesOf, uuidOf } from "../../astakos/identity.js";
import { addMember, listMembers, removeMember, updateImage } from "../plankton.js";

const NAME_MAX = 255;

/** Container and path of a location "pithos://account/container/path". */
function fileOf(image) {
  const match = /^pithos:\/\/([^/]+)\/([^/]+)\/(.+)$/.exec(image.location ?? "");
  return match && { container: decodeURIComponent(match[2]), path: decodeURIComponent(match[3]) };
}

export class ImageDetails {
  #root;
  #onChange;
  #onRemove;
  #notices = noticeArea();
  #members = h("section");

  /** Id of the image that is shown, or null. */
  id = null;

  constructor(root, { onChange, onRemove }) {
    this.#root = root;
    this.#onChange = onChange;
    this.#onRemove = onRemove;
  }

  clear() {
    this.id = null;
  }

  show(image, { isMine, ownerName }) {
    if (this.id !== image.id) this.#notices.clear();
    this.id = image.id;
    this.#members.replaceChildren();
    this.#root.replaceChildren(
      this.#notices.element,
      this.#actions(image, isMine),
      this.#facts(image, ownerName),
      this.#properties(image),
      this.#members);
    this.#members.hidden = true;
    if (isMine) this.#showMembers(image);
  }

  rename(image) {
    const input = h("input", { name: "name", value: image.name, required: true, maxlength: NAME_MAX, autofocus: true, autocomplete: "off" });
    return formDialog({
      title: "Rename image", submit: "Rename", content: field({ label: "Name", control: input }),
      onSubmit: async (data) => {
        await updateImage(image, { name: data.get("name").trim() });
        await this.#onChange();
      },
    });
  }

  #actions(image, isMine) {
    const start = h("a.button.primary", { href: `/ui/machines?new=${encodeURIComponent(image.id)}` }, icon("plus"), "New machine");
    if (!isMine) return h("div.actions", start);
    return h("div.actions", start,
      h("button", { type: "button", onclick: () => this.#try("could not be changed", image, () => updateImage(image, { isPublic: !image.is_public })) },
        icon(image.is_public ? "lock" : "globe"), image.is_public ? "Make private" : "Make public"),
      h("button.danger", { type: "button", onclick: () => this.#onRemove(image) }, icon("trash"), "Remove"));
  }

  #facts(image, ownerName) {
    const file = fileOf(image);
    const isOwn = ownerName === "You";
    return h("section", h("h3", "Details"), h("dl.facts",
      h("dt", "Name"), h("dd", h("span.break", shown(image.name)), " ", isOwn && h("button.link", { type: "button", onclick: () => this.rename(image) }, "Rename")),
      h("dt", "Owner"), h("dd", ownerName),
      h("dt", "Size"), h("dd", bytes(image.size)),
      h("dt", "Format"), h("dd", `${image.disk_format}, ${image.container_format}`),
      file && isOwn && [h("dt", "File"), h("dd", h("a", { href: `${path("/ui/files", file.container)}?file=${encodeURIComponent(file.path)}` }, `${file.container}/${file.path}`))],
      h("dt", "Registered"), h("dd", dateTime(parseDate(image.created_at)))),
    CopyField.make({ value: image.id, label: "Id", wrap: true }));
  }

  #properties(image) {
    const pairs = Object.entries(image.properties ?? {}).sort(([a], [b]) => a.localeCompare(b));
    if (pairs.length === 0) return "";
    return h("section", h("h3", "Properties"), h("dl.facts", pairs.map(([key, value]) => [h("dt", key), h("dd", value)])));
  }

  async #showMembers(image) {
    let uuids;
    let names;
    try {
      uuids = (await listMembers(image.id)).filter((uuid) => uuid !== image.owner);
      names = await namesOf(uuids);
    } catch (error) {
      this.#notices.add(error, "Whom it is shared with could not be read");
      return;
    }
    if (this.id !== image.id) return;
    const email = h("input", { type: "email", required: true, placeholder: "name@example.org", "aria-label": "E-mail of the person to share with", autocomplete: "off" });
    const form = h("form.inline-form", { onsubmit: (event) => { event.preventDefault(); this.#share(image, email.value.trim()); } }, email, h("button", { type: "submit" }, "Share"));
    this.#members.hidden = false;
    this.#members.replaceChildren(
      h("h3", "Shared with"),
      uuids.length === 0 ? h("p.muted", image.is_public ? "Everybody can use it already." : "Nobody.") : h("ul.members", uuids.map((uuid) => h("li",
        icon("person"), h("span.grow.clip", names.get(uuid) ?? uuid),
        h("button.plain.square", { type: "button", "aria-label": `Stop sharing with ${names.get(uuid) ?? uuid}`, onclick: () => this.#try("could not be changed", image, () => removeMember(image.id, uuid)) }, icon("close"))))),
      image.is_public ? "" : form);
  }

  #share(image, email) {
    return this.#try(`could not be shared with ${email}`, image, async () => {
      const uuid = await uuidOf(email);
      if (!uuid) throw new Error("Nobody here has this e-mail address.");
      await addMember(image.id, uuid);
    });
  }

  async #try(failure, image, act) {
    try {
      await act();
      await this.#onChange();
    } catch (error) {
      this.#notices.add(error, `${shown(image.name)} ${failure}`);
    }
  }
}
