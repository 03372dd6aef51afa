// A new machine in two clicks: everything is chosen already, and everything can be chosen.

import { h, show } from "../../shared/dom.js";
import { bytes, mebibytes, shown } from "../../shared/format.js";
import { formDialog } from "../../shared/components/dialog.js";
import { field, tick } from "../../shared/components/form-field.js";
import { emptyState, errorNotice, waiting } from "../../shared/components/notice.js";
import { listQuota } from "../../astakos/identity.js";
import { createServer, listFlavors } from "../compute.js";
import { listImages, property, takesKeys, usersOf } from "../plankton.js";
import { publicKeyProblem } from "../keys/public-key.js";
import { addKey, listKeys } from "../userdata.js";
import { openCreated } from "./created-dialog.js";
import { machines } from "./feed.js";

const GIB = 2 ** 30;
const MIB = 2 ** 20;
const NAME_MAX = 255;
/** Files that the server takes at most along with a machine (compute.md 2.4). */
const PERSONALITY_MAX = 5;
const NO_SIZE = "None of the sizes fits this image and your quota.";

let isOpen = false;

/**
 * @param {string} [imageId] the image that is chosen at first
 * @returns {Promise<string|null>} where to go on: the page of the new machine or its console; null when the dialog was closed
 */
export async function openCreate(imageId) {
  if (isOpen) return null;
  isOpen = true;
  const content = h("div", waiting());
  const cost = h("div", { "aria-live": "polite" });
  let form = null;
  const fill = async () => {
    try {
      const [images, flavors, keys, quota] = await Promise.all([listImages(), listFlavors(), listKeys(), listQuota()]);
      if (images.length > 0) form = new CreateForm({ images, flavors, keys, free: freeOf(quota), quota, imageId }, cost);
      content.replaceChildren(form ? form.element : nothingToStartFrom());
    } catch (error) {
      content.replaceChildren(errorNotice(error, { title: "What you can choose from could not be read" }));
    }
    return form !== null;
  };
  const created = await formDialog({
    title: "New machine", content, submit: "Create machine", className: "wide", aside: cost, ready: fill(),
    onSubmit: (data) => form.submit(data),
  });
  isOpen = false;
  if (!created) return null;
  machines.put(created.server);
  return openCreated(created.server, created.password);
}

function nothingToStartFrom() {
  return emptyState({
    icon: "image", title: "No image to start from",
    text: "A machine starts from an image. A new cloud makes its first one within a minute; you can also upload a disk image to your files and register it.",
    actions: [h("a.button.primary", { href: "/ui/images", onclick: (event) => event.target.closest("dialog").close() }, "Go to images")],
  });
}

function freeOf(quota) {
  return new Map(quota.map(({ name, limit, usage }) => [name, limit - usage]));
}

/** What a flavor takes of each counted resource. */
function needsOf(flavor) {
  return new Map([
    ["cyclades.vm", 1],
    ["cyclades.cpu", flavor.vcpus],
    ["cyclades.ram", flavor.ram * MIB],
    ["cyclades.disk", flavor.disk * GIB],
  ]);
}

class CreateForm {
  #choices;
  #sizes = h("div.cards");
  #keys = h("div.keys");
  #name = h("input", { name: "name", required: true, maxlength: NAME_MAX, autocomplete: "off", spellcheck: "false" });
  #isNamed = false;
  #newKey = h("textarea", { name: "newKey", rows: "3", spellcheck: "false", placeholder: "ssh-ed25519 AAAA… you@laptop", class: "mono" });
  #cost;

  /** @param {HTMLElement} cost beside the buttons, for what the machine takes of one's quota */
  constructor(choices, cost) {
    this.#choices = choices;
    this.#cost = cost;
    const first = choices.images.find((image) => image.id === choices.imageId) ?? choices.images[0];
    this.#name.addEventListener("input", () => { this.#isNamed = true; });
    this.#newKey.addEventListener("input", () => this.#newKey.setCustomValidity(publicKeyProblem(this.#newKey.value)));
    this.element = h("div.stack.create-machine",
      h("fieldset", h("legend", h("span.step", "1"), "Image"), h("div.cards.images", choices.images.map((image) => this.#imageCard(image, image === first)))),
      h("fieldset", h("legend", h("span.step", "2"), "Size"), this.#sizes),
      h("fieldset", h("legend", h("span.step", "3"), "Name and access"), field({ label: "Name", control: this.#name }), this.#keys));
    this.element.addEventListener("change", (event) => {
      if (event.target.name === "image") this.#onImage();
      if (event.target.name === "flavor") this.#showCost();
    });
    this.#onImage();
  }

  get #image() {
    const id = this.element.querySelector("[name=image]:checked")?.value;
    return this.#choices.images.find((image) => image.id === id);
  }

  get #flavor() {
    const id = this.element.querySelector("[name=flavor]:checked")?.value;
    return this.#choices.flavors.find((flavor) => String(flavor.id) === id);
  }

  #imageCard(image, isFirst) {
    return h("label.card", h("input", { type: "radio", name: "image", value: image.id, checked: isFirst, autofocus: isFirst }),
      h("b", shown(image.name)), h("span.clip", property(image, "description") || property(image, "os") || bytes(image.size)));
  }

  #onImage() {
    const chosen = this.#flavor?.id;
    const flavors = this.#choices.flavors.map((flavor) => ({ flavor, obstacle: this.#obstacle(flavor) }));
    const first = flavors.find(({ flavor, obstacle }) => !obstacle && flavor.id === chosen) ?? flavors.find(({ obstacle }) => !obstacle);
    this.#sizes.replaceChildren(...flavors.map(({ flavor, obstacle }) => h("label.card", { title: obstacle },
      h("input", { type: "radio", name: "flavor", value: flavor.id, checked: flavor.id === first?.flavor.id, disabled: Boolean(obstacle), required: true }),
      h("b", `${flavor.vcpus} CPU · ${mebibytes(flavor.ram)}`), h("span", obstacle ?? `${flavor.disk} GiB disk`))));
    if (!this.#isNamed) this.#name.value = this.#freeName();
    this.#showKeys();
    this.#showCost();
  }

  /** Why this size cannot be had with this image and quota; null when it can. */
  #obstacle(flavor) {
    if (flavor.disk * GIB < this.#image.size) return "Disk smaller than the image";
    for (const [name, need] of needsOf(flavor)) {
      if (need > (this.#choices.free.get(name) ?? Infinity)) return "Over your quota";
    }
    return null;
  }

  #freeName() {
    const stem = this.#image.name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").split("-")[0] || "machine";
    const taken = new Set((machines.items ?? []).map((server) => server.name));
    for (let number = 1; ; number += 1) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
  }

  #showKeys() {
    if (!takesKeys(this.#image)) {
      show(this.#keys, h("p.muted", "This image does not take SSH keys. You get a password."));
      return;
    }
    const { keys } = this.#choices;
    const without = usersOf(this.#image).slice(PERSONALITY_MAX);
    show(this.#keys,
      h("span.legend", "SSH keys"),
      keys.map((key) => tick({ label: key.name, name: "key", value: key.id, checked: true })),
      h("details", { open: keys.length === 0 && null },
        h("summary", keys.length ? "Use another key" : "Add an SSH key"),
        field({ label: "Public key", control: this.#newKey, hint: "Usually the content of ~/.ssh/id_ed25519.pub. It is kept among your keys." })),
      without.length > 0 && h("p.muted", h("small", `Only the first ${PERSONALITY_MAX} accounts of this image get the keys. These do not: ${without.map((user) => shown(user)).join(", ")}.`)),
      keys.length === 0 && h("p.muted", h("small", "Without a key you log in with the password that is shown after the machine is made.")));
  }

  #showCost() {
    const flavor = this.#flavor;
    if (!flavor) {
      show(this.#cost, NO_SIZE);
      return;
    }
    const limit = this.#choices.quota.find(({ name }) => name === "cyclades.vm");
    const count = limit && Number.isFinite(limit.limit) ? `machine ${limit.usage + 1} of ${limit.limit}, ` : "";
    show(this.#cost, `Takes of your quota: ${count}${flavor.vcpus} CPU, ${mebibytes(flavor.ram)} memory, ${flavor.disk} GiB disk.`);
  }

  /** @returns {Promise<{server: object, password: string}>} */
  async submit(data) {
    const flavor = this.#flavor;
    if (!flavor) throw new Error(`${NO_SIZE} Delete what you do not need, or choose a smaller image.`);
    const image = this.#image;
    const keys = takesKeys(image) ? await this.#chosenKeys(data) : [];
    const metadata = {};
    if (property(image, "os")) metadata.OS = property(image, "os");
    if (property(image, "users")) metadata.users = property(image, "users");
    const { adminPass, ...server } = await createServer({
      name: data.get("name").trim(), imageRef: image.id, flavorRef: flavor.id, metadata,
      personality: keys.length ? personalityOf(usersOf(image), keys) : [],
    });
    return { server, password: adminPass };
  }

  async #chosenKeys(data) {
    const ids = data.getAll("key");
    const chosen = this.#choices.keys.filter((key) => ids.includes(String(key.id))).map((key) => key.content.trim());
    const pasted = data.get("newKey")?.trim();
    if (pasted && !this.#choices.keys.some((key) => key.content.trim() === pasted)) {
      const name = pasted.split(/\s+/)[2] ?? "key";
      this.#choices.keys.push(await addKey(name, pasted));
    }
    return pasted ? [...chosen, pasted] : chosen;
  }
}

/** One authorized_keys file an account of the image, of the first ones (compute.md 3.3). `mode` is decimal: 384 is 0600. */
function personalityOf(users, keys) {
  const text = new TextEncoder().encode(`${keys.join("\n")}\n`);
  const contents = btoa(String.fromCharCode(...text));
  return users.slice(0, PERSONALITY_MAX).map((user) => ({
    path: `${user === "root" ? "/root" : `/home/${user}`}/.ssh/authorized_keys`, contents, owner: user, group: user, mode: 384,
  }));
}
