// A new key: pasted, read from a file, or made here.

import { h, icon } from "../../shared/dom.js";
import { CopyField } from "../../shared/components/copy-field.js";
import { formDialog, showDialog } from "../../shared/components/dialog.js";
import { field } from "../../shared/components/form-field.js";
import { bytes } from "../../shared/format.js";
import { errorNotice, remark } from "../../shared/components/notice.js";
import { config } from "../../shared/session.js";
import { addKey } from "../userdata.js";
import { canMakeKeys, makeKeyPair } from "./key-pair.js";
import { publicKeyProblem } from "./public-key.js";

const NAME_MAX = 255;
/** Public keys are short; anything longer is another file. */
const FILE_MAX_BYTES = 16_384;

/** The key itself, without its comment. */
const blobOf = (content) => content.trim().split(/\s+/)[1];

/** @returns {Promise<object|null>} the key, or null when the dialog was closed */
export async function openAddKey() {
  const name = h("input", { name: "name", required: true, maxlength: NAME_MAX, autocomplete: "off" });
  const content = h("textarea", { name: "content", required: true, rows: "5", spellcheck: "false", autofocus: true, placeholder: "ssh-ed25519 AAAA… you@laptop", class: "mono" });
  const problem = h("div");
  const file = h("input.visually-hidden", { type: "file", accept: ".pub,text/plain", tabindex: "-1", "aria-hidden": "true" });
  // Only until the name is written by hand; and while the key is being pasted, not when the reader is already elsewhere.
  let isNamed = false;
  name.addEventListener("input", () => { isNamed = true; });
  const suggestName = () => {
    if (!isNamed) name.value = content.value.trim().split(/\s+/)[2] ?? "";
  };
  content.addEventListener("input", () => {
    content.setCustomValidity(publicKeyProblem(content.value));
    suggestName();
  });
  const fill = (text) => {
    content.value = text;
    content.dispatchEvent(new Event("input", { bubbles: true }));
  };
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    // Choosing the same file again is a change too.
    file.value = "";
    if (!chosen) return;
    problem.replaceChildren();
    try {
      if (chosen.size > FILE_MAX_BYTES) throw new Error(`It has ${bytes(chosen.size)}, and public keys are short. Choose the .pub file.`);
      fill((await chosen.text()).trim());
    } catch (error) {
      problem.replaceChildren(errorNotice(error, { title: `${chosen.name} was not taken` }));
    }
  });
  let pair = null;
  const generate = async () => {
    try {
      pair = await makeKeyPair(config.user.email);
      fill(pair.publicKey);
      problem.replaceChildren(remark("A pair was made. You get its private half when the key is saved."));
    } catch (error) {
      problem.replaceChildren(errorNotice(error, { title: "No key could be made" }));
    }
  };
  const key = await formDialog({
    title: "Add an SSH key", submit: "Add key",
    content: [
      field({ label: "Public key", control: content, hint: "Usually the content of ~/.ssh/id_ed25519.pub." }),
      h("div.row.wrap",
        h("button", { type: "button", onclick: () => file.click() }, icon("file"), "Choose file"),
        canMakeKeys && h("button", { type: "button", onclick: generate }, icon("key"), "Make a new pair"), file),
      problem,
      field({ label: "Name", control: name }),
    ],
    onSubmit: (data) => addKey(data.get("name").trim(), data.get("content").trim()),
  });
  // Another key may have been pasted over the one that was made.
  if (key && pair && blobOf(key.content) === blobOf(pair.publicKey)) await showPrivate(key.name, pair.privateKey);
  return key;
}

async function showPrivate(name, text) {
  const file = `${name.replace(/[^\w.@-]+/g, "-")}.pem`;
  const url = URL.createObjectURL(new Blob([text], { type: "application/x-pem-file" }));
  const { dialog, closed } = showDialog({
    title: "The private half of your key", canDismiss: false,
    content: [
      remark("It is shown this once and kept nowhere. Save it before you close this.", "waiting"),
      h("a.button.primary", { href: url, download: file }, icon("download"), "Save private key"),
      CopyField.make({ value: text, label: "Private key", secret: true }),
      CopyField.make({ value: `chmod 600 ~/Downloads/${file}`, label: "SSH takes it only when nobody else can read it", wrap: true }),
    ],
    footer: [h("div.grow"), h("button", { type: "button", onclick: () => dialog.close() }, "I have saved it")],
  });
  await closed;
  URL.revokeObjectURL(url);
}
