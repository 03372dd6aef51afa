// Overview: how things stand, at a glance, and the first steps for somebody new.

import { h, icon, show, stylesheet } from "../../shared/dom.js";
import { bytes, plural } from "../../shared/format.js";
import { isAbort } from "../../shared/api.js";
import { PollFeed } from "../../shared/events.js";
import { path } from "../../shared/router.js";
import { config } from "../../shared/session.js";
import { errorNotice, waiting } from "../../shared/components/notice.js";
import { ProgressBar } from "../../shared/components/progress-bar.js";
import { stateWord } from "../../shared/components/state-word.js";
import { nameOf } from "../../cyclades/compute.js";
import { machines } from "../../cyclades/machines/feed.js";
import { stateOf } from "../../cyclades/machines/state.js";
import { listKeys } from "../../cyclades/userdata.js";
import { listContainers } from "../../pithos/store.js";
import { listQuota } from "../identity.js";
import { amountOf, labelOf, levelOf, rankOf } from "../resources.js";

await stylesheet(new URL("./page.css", import.meta.url));

const RECENT_MAX = 6;
/** Where a new cloud keeps the image that it makes for its first user: no file that they uploaded. */
const IMAGES = "images";
const TONES = ["good", "waiting", "bad", "off"];
const QUOTA_SHOWN = ["cyclades.vm", "cyclades.cpu", "cyclades.ram", "cyclades.disk", "pithos.diskspace"];

export async function mount(view) {
  view.setTitle("Overview");
  const page = new Overview();
  view.root.append(
    h("div.page-head", h("h1", greeting())),
    page.problems, page.steps, h("div.glance", page.machineTile, page.fileTile, page.keyTile),
    h("div.split", page.recent, page.quota));
  machines.subscribe((state) => page.showMachines(state), view.signal);
  const feed = new PollFeed(() => page.load(view.signal), () => false);
  view.signal.addEventListener("abort", () => feed.stop());
  feed.start();
  return null;
}

function greeting() {
  return config.user.name ? `Hello, ${config.user.name}` : "Overview";
}

class Overview {
  machineTile = h("a.tile", { href: "/ui/machines" }, tileHead("machine", "Machines"), waiting());
  fileTile = h("a.tile", { href: "/ui/files" }, tileHead("folder", "Files"), waiting());
  keyTile = h("a.tile", { href: "/ui/keys" }, tileHead("key", "Keys"), waiting());
  steps = h("section.box", { hidden: true });
  recent = h("section.box", { hidden: true });
  quota = h("section.box", h("header", h("h2", "Usage"), h("a", { href: "/ui/usage" }, "All")), waiting());
  problems = h("div.notices", { hidden: true });

  #done = { machine: null, file: null, key: null };

  /** Reads everything but the machines, which have a feed of their own. Parts that fail leave the others standing. */
  async load(signal) {
    const parts = await Promise.allSettled([
      listContainers(signal).then((containers) => this.#showFiles(containers)),
      listKeys(signal).then((keys) => this.#showKeys(keys)),
      listQuota(signal).then((quota) => this.#showQuota(quota)),
    ]);
    const errors = parts.filter((part) => part.status === "rejected").map((part) => part.reason);
    if (errors.some(isAbort)) return;
    this.problems.hidden = errors.length === 0;
    show(this.problems, errors.map((error) => errorNotice(error, { title: "Some of this page could not be read" })));
    if (errors.length) throw errors[0];
  }

  showMachines({ items, error }) {
    if (error && !items) show(this.machineTile, tileHead("machine", "Machines"), errorNotice(error));
    if (!items) return;
    const counts = new Map();
    for (const server of items) {
      const { tone, word } = stateOf(server);
      counts.set(`${tone} ${word}`, (counts.get(`${tone} ${word}`) ?? 0) + 1);
    }
    const states = [...counts].map(([key, count]) => {
      const [tone, word] = key.split(" ");
      return { tone, text: `${count} ${word.toLowerCase()}` };
    }).sort((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone));
    show(this.machineTile, tileHead("machine", "Machines"), h("div.figure", items.length), states.length ? h("div.states", states.map(({ tone, text }) => stateWord(tone, text))) : h("div.muted", "None yet"));
    const newest = [...items].sort((a, b) => Date.parse(b.updated) - Date.parse(a.updated)).slice(0, RECENT_MAX);
    this.recent.hidden = newest.length === 0;
    show(this.recent, h("header", h("h2", "Recently changed machines"), h("a", { href: "/ui/machines" }, "All")), h("ul.lines", newest.map(recentLine)));
    this.#done.machine = items.length > 0;
    this.#showSteps();
  }

  #showFiles(containers) {
    const size = containers.reduce((sum, container) => sum + container.bytes, 0);
    const count = containers.reduce((sum, container) => sum + container.count, 0);
    show(this.fileTile, tileHead("folder", "Files"), h("div.figure", bytes(size)), h("div.muted", `${plural(count, "object")} in ${plural(containers.length, "container")}`));
    this.#done.file = containers.some(({ name, count: own }) => own > 0 && name !== IMAGES);
    this.#showSteps();
  }

  #showKeys(keys) {
    show(this.keyTile, tileHead("key", "Keys"), h("div.figure", keys.length), h("div.muted.clip", keys.map((key) => key.name).join(", ") || "None yet"));
    this.#done.key = keys.length > 0;
    this.#showSteps();
  }

  #showQuota(quota) {
    const shown = quota.filter((each) => QUOTA_SHOWN.includes(each.name)).sort((a, b) => rankOf(a.name) - rankOf(b.name));
    show(this.quota, h("header", h("h2", "Usage"), h("a", { href: "/ui/usage" }, "All")),
      shown.map((each) => ProgressBar.make({ label: labelOf(each.name), amount: amountOf(each), ...levelOf(each) })));
  }

  /** Shown until each was done once. */
  #showSteps() {
    const { machine, file, key } = this.#done;
    const isKnown = machine !== null && file !== null && key !== null;
    this.steps.hidden = !isKnown || (machine && file && key);
    show(this.steps, h("h2", "First steps"), h("ol.steps",
      step(1, key, "Add your SSH key", "New machines let you in with it.", h("a.button", { href: "/ui/keys?new" }, "Add key")),
      step(2, machine, "Start a machine", "A small Linux is ready to start from.", h("a.button", { href: "/ui/machines?new" }, "New machine")),
      step(3, file, "Upload a file", "Drop files or whole folders into the page.", h("a.button", { href: "/ui/files" }, "Go to files"))));
  }
}

function tileHead(symbol, text) {
  return h("h2", icon(symbol), text);
}

function step(number, isDone, title, text, action) {
  return h("li", { dataset: isDone ? { done: "" } : {} },
    h("span.mark", isDone ? [icon("check"), h("span.visually-hidden", "Done")] : number),
    h("div", h("b", title), !isDone && h("p", text)), !isDone && action);
}

function recentLine(server) {
  const state = stateOf(server);
  return h("li", h("a", { href: path("/ui/machines", server.id) },
    h("span.name.clip", nameOf(server)),
    state.percent === null ? stateWord(state.tone, state.word) : ProgressBar.make({ label: `${state.word} ${nameOf(server)}`, percent: state.percent, compact: true })));
}
