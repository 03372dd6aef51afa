// Who else may see or change a file or a folder, and the link that anybody can open.

import { h, icon, show } from "../../shared/dom.js";
import { config } from "../../shared/session.js";
import { CopyField } from "../../shared/components/copy-field.js";
import { showDialog } from "../../shared/components/dialog.js";
import { noticeArea, remark, waiting } from "../../shared/components/notice.js";
import { namesOf, uuidOf } from "../../astakos/identity.js";
import { describeSharing, EVERYBODY, setPublic, setSharing } from "../sharing.js";
import { createFolder, hasMarker } from "../store.js";

const RIGHTS = { read: "Can read", write: "Can change" };

/** Resolves when it is closed. */
export async function openSharing(container, entry) {
  const dialog = new SharingDialog(container, entry);
  const { dialog: element, closed } = showDialog({
    title: `Share ${entry.label}`, content: dialog.element,
    footer: [h("div.grow"), h("button.primary", { type: "button", onclick: () => element.close() }, "Done")],
  });
  dialog.load();
  await closed;
}

class SharingDialog {
  #container;
  #entry;
  #mustMark;
  #people = { read: [], write: [] };
  #names = new Map();
  #notices = noticeArea();
  #list = h("div", waiting());
  #link = h("div.stack.tight");
  #email = h("input", { type: "email", required: true, placeholder: "name@example.org", "aria-label": "E-mail of the person", autocomplete: "off", autofocus: true });
  #right = h("select", { "aria-label": "What the person may do" }, Object.entries(RIGHTS).map(([value, label]) => h("option", { value }, label)));

  constructor(container, entry) {
    this.#container = container;
    this.#entry = entry;
    this.#mustMark = entry.isFolder && !hasMarker(entry);
    this.element = h("div.stack",
      this.#notices.element,
      h("form.share-form", { onsubmit: (event) => { event.preventDefault(); this.#add(); } }, this.#email, this.#right, h("button", { type: "submit" }, "Share")),
      this.#list,
      !entry.isFolder && this.#link);
  }

  async load() {
    await this.#try("Its sharing could not be read", async () => {
      if (this.#mustMark) {
        // Only a folder with a marker can be shared.
        await createFolder(this.#container, this.#entry.path);
        this.#mustMark = false;
      }
      const sharing = await describeSharing(this.#container, this.#entry.path);
      const { people, from, publicURL } = sharing ?? {};
      this.#people = from || !people ? { read: [], write: [] } : people;
      this.#names = await namesOf([...this.#people.read, ...this.#people.write].filter((each) => each !== EVERYBODY && !each.includes(":")));
      this.#render(from, publicURL);
    });
  }

  #render(inheritedFrom, publicURL) {
    const rows = Object.entries(this.#people).flatMap(([right, holders]) => holders.map((holder) => this.#row(holder, right)));
    show(this.#list,
      inheritedFrom && remark(`It is shared through the folder ${inheritedFrom}. Sharing it here takes the place of that.`),
      rows.length ? h("ul.people", rows) : !inheritedFrom && h("p.muted", publicURL ? "Only you, and whoever has the public link, can see it." : "Only you can see it."));
    show(this.#link, h("h3", "Public link"),
      publicURL ? [h("p.muted", "Anybody who has this link can read the file, without signing in."), CopyField.make({ value: publicURL, label: "Public link", quiet: true, wrap: true }),
        h("div", h("button", { type: "button", onclick: () => this.#publish(false) }, icon("lock"), "Withdraw link"))]
        : h("div", h("button", { type: "button", onclick: () => this.#publish(true) }, icon("globe"), "Make a public link")));
  }

  #row(holder, right) {
    const name = holder === EVERYBODY ? "Everybody with an account" : this.#names.get(holder) ?? holder.split(":").at(-1);
    const select = h("select", { "aria-label": `What ${name} may do`, onchange: (event) => this.#change(holder, event.target.value) },
      Object.entries(RIGHTS).map(([value, label]) => h("option", { value, selected: value === right }, label)));
    return h("li", icon(holder === EVERYBODY ? "globe" : "person"), h("span.grow.clip", { title: holder }, name), select,
      h("button.plain.square", { type: "button", "aria-label": `Stop sharing with ${name}`, onclick: () => this.#change(holder, null) }, icon("close")));
  }

  #add() {
    const email = this.#email.value.trim();
    return this.#try(`It could not be shared with ${email}`, async () => {
      const uuid = await uuidOf(email);
      if (!uuid) throw new Error("Nobody here has this e-mail address.");
      if (uuid === config.user.uuid) throw new Error("This is you.");
      await this.#save(uuid, this.#right.value);
      this.#email.value = "";
    });
  }

  #change(holder, right) {
    return this.#try("Its sharing could not be changed", () => this.#save(holder, right));
  }

  /** @param {"read"|"write"|null} right null takes it away */
  async #save(holder, right) {
    const without = (list) => list.filter((each) => each !== holder);
    const people = { read: without(this.#people.read), write: without(this.#people.write) };
    if (right) people[right].push(holder);
    await setSharing(this.#container, this.#entry.path, people);
    await this.load();
  }

  #publish(isPublic) {
    return this.#try("The link could not be changed", async () => {
      await setPublic(this.#container, this.#entry.path, isPublic);
      await this.load();
    });
  }

  async #try(title, act) {
    this.#notices.clear();
    try {
      await act();
    } catch (error) {
      this.#notices.add(error, title);
    }
  }
}
