// One machine: what to do with it, how to reach it, what it is made of.

import { h, icon, show } from "../../shared/dom.js";
import { ago, dateTime, mebibytes, parseDate, shown } from "../../shared/format.js";
import { path } from "../../shared/router.js";
import { CopyField } from "../../shared/components/copy-field.js";
import { errorNotice, noticeArea, remark } from "../../shared/components/notice.js";
import { ProgressBar } from "../../shared/components/progress-bar.js";
import { diagnosticsOf, nameOf } from "../compute.js";
import { buttonsOf, rename } from "./actions.js";
import { addressesOf, forwardLines, sshLine, webLinks } from "./connect.js";
import { MetadataEditor } from "./metadata.js";
import { stateOf } from "./state.js";

const DIAGNOSTICS_SHOWN = 6;

/** Fills the side panel; each part is redrawn only when it changed, so that the focus stays. */
export class MachineDetails {
  #root;
  #flavorOf;
  #imageOf;
  #notices = noticeArea();
  #actions = h("div.actions");
  #progress = h("div");
  #connect = h("section");
  #facts = h("section");
  #metadata = new MetadataEditor((error, title) => this.report(error, title));
  #problems = h("section");
  #diagnosedAt = null;

  /** Id of the machine that is shown, or null. */
  id = null;

  /** @param {{flavorOf: Map<string, object>, imageOf: Map<string, object>}} names */
  constructor(root, { flavorOf, imageOf }) {
    this.#root = root;
    this.#flavorOf = flavorOf;
    this.#imageOf = imageOf;
  }

  show(server) {
    if (this.id !== server.id || !this.#root.contains(this.#actions)) {
      this.id = server.id;
      this.#diagnosedAt = null;
      this.#notices.clear();
      this.#problems.replaceChildren();
      this.#root.replaceChildren(this.#notices.element, this.#actions, this.#progress, this.#problems, this.#connect, this.#facts, this.#metadata.element);
    }
    const state = stateOf(server);
    show(this.#actions, this.#buttons(server));
    show(this.#progress, state.percent === null ? null : ProgressBar.make({ label: "Making the disk", percent: state.percent }));
    show(this.#connect, this.#connections(server));
    show(this.#facts, h("h3", "Details"), this.#factList(server));
    this.#metadata.show(server);
    this.#diagnose(server);
    for (const part of [this.#connect, this.#problems, this.#progress, this.#actions]) part.hidden = part.childNodes.length === 0;
  }

  showMissing() {
    this.id = null;
    this.#root.replaceChildren(remark("This machine does not exist, or was deleted."));
  }

  clear() {
    this.id = null;
  }

  /** Shows a failure in the panel. */
  report(error, title) {
    this.#notices.add(error, title);
  }

  #buttons(server) {
    return buttonsOf(server, (error, title) => this.report(error, title)).map((button) => h("button", {
      type: "button", class: button.primary ? "primary" : button.danger ? "danger" : "", onclick: button.run,
    }, icon(button.icon), button.label));
  }

  #connections(server) {
    const line = server.status === "ACTIVE" ? sshLine(server) : null;
    const links = server.status === "ACTIVE" ? webLinks(server) : [];
    if (!line && links.length === 0) return null;
    return [
      h("h3", "Connect"),
      line && CopyField.make({ value: line, label: "Log in with SSH", quiet: true }),
      links.map((url) => h("a.row", { href: url, target: "_blank", rel: "noopener" }, icon("external"), url)),
    ];
  }

  #factList(server) {
    const flavor = this.#flavorOf.get(String(server.flavor.id));
    const image = this.#imageOf.get(server.image.id);
    const facts = [
      ["Name", [h("span.break", nameOf(server)), " ", h("button.link", { type: "button", onclick: () => rename(server) }, "Rename")]],
      ["Image", image ? h("a", { href: path("/ui/images", image.id) }, shown(image.name)) : "(deleted)"],
      flavor && ["Size", `${flavor.vcpus} CPU, ${mebibytes(flavor.ram)} memory, ${flavor.disk} GiB disk`],
      ...addressesOf(server).map(({ version, address, mac }) => [`IPv${version}`, h("span.mono", { title: `MAC ${mac}` }, address)]),
      ...forwardLines(server).map((line, index) => [index === 0 ? "Ports" : "", h("span.mono", line)]),
      ["Created", h("time", { datetime: server.created }, dateTime(parseDate(server.created)))],
      ["Changed", h("time", { datetime: server.updated }, dateTime(parseDate(server.updated)))],
      ["Id", h("span.mono", server.id)],
    ];
    return h("dl.facts", facts.filter(Boolean).map(([term, value]) => [h("dt", term), h("dd", value)]));
  }

  /** What happened while it was built matters when it takes long or failed. */
  async #diagnose(server) {
    if (server.status !== "ERROR" && server.status !== "BUILD") {
      show(this.#problems, null);
      return;
    }
    if (this.#diagnosedAt === server.updated) return;
    this.#diagnosedAt = server.updated;
    let lines;
    try {
      lines = await diagnosticsOf(server.id);
    } catch (error) {
      show(this.#problems, errorNotice(error));
      return;
    }
    if (this.id !== server.id) return;
    const cause = server.status === "ERROR" ? lines.find((line) => line.level === "ERROR") : null;
    const others = lines.filter((line) => line !== cause);
    this.#problems.hidden = lines.length === 0 && server.status !== "ERROR";
    show(this.#problems,
      server.status === "ERROR" && remark(cause?.message ?? "This machine could not be built. Delete it and try again.", "bad"),
      others.length > 0 && [h("h3", "What happened"), h("ul.diagnostics", others.slice(0, DIAGNOSTICS_SHOWN).map((line) => h("li", h("span.break", line.message), h("span.muted", ago(parseDate(line.created))))))]);
  }
}
