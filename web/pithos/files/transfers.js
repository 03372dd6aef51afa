// All uploads and downloads under way, in a dock that stays while one goes from page to page.

import { h, icon, show, stylesheet } from "../../shared/dom.js";
import { bytes, plural, timeLeft } from "../../shared/format.js";
import { ProgressBar } from "../../shared/components/progress-bar.js";
import { announce } from "../../shared/components/toast.js";
import { Upload } from "./upload.js";

/** Files sent at once; each has lanes of its own. */
const PARALLEL = 2;
/** Lines shown in the dock; the rest is counted. */
const LINES_MAX = 40;

const WORDS = { waiting: "Waiting", starting: "Starting", hashing: "Checking what is there", sending: "Sending", pausing: "Waiting for the connection", done: "Done", failed: "Failed", cancelled: "Cancelled" };

class Transfers extends EventTarget {
  #uploads = [];
  #running = 0;
  #dock = null;
  #isOpen = true;
  #frame = 0;
  #startedAt = 0;

  /**
   * Queues files.
   * @param {{file: File, path: string}[]} entries
   */
  async upload(container, entries) {
    await this.#mount();
    if (!this.#isBusy) {
      this.#startedAt = Date.now();
      this.#uploads = this.#uploads.filter((upload) => upload.state === "failed");
    }
    for (const { file, path } of entries) this.#uploads.push(new Upload({ file, container, path }, () => this.#draw()));
    this.#isOpen = true;
    this.#next();
    this.#draw();
  }

  get #isBusy() {
    return this.#uploads.some((upload) => !upload.isOver);
  }

  async #next() {
    while (this.#running < PARALLEL) {
      const upload = this.#uploads.find((each) => each.state === "waiting");
      if (!upload) break;
      this.#running += 1;
      upload.run().then(() => {
        this.#running -= 1;
        if (upload.state === "done") this.dispatchEvent(new CustomEvent("uploaded", { detail: { container: upload.container, path: upload.path } }));
        if (!this.#isBusy) announce(this.#summary());
        this.#next();
        this.#draw();
      });
    }
  }

  async #mount() {
    if (this.#dock) return;
    await stylesheet(new URL("./transfers.css", import.meta.url));
    this.#dock = h("section.transfers", { "aria-label": "Transfers" });
    document.body.append(this.#dock);
    addEventListener("beforeunload", (event) => {
      if (this.#isBusy) event.preventDefault();
    });
  }

  /** Progress comes many times a second; the dock is drawn at most once a frame. */
  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #summary() {
    const count = (state) => this.#uploads.filter((upload) => upload.state === state).length;
    const failed = count("failed");
    if (this.#isBusy) return `Uploading ${plural(this.#uploads.length - count("done") - failed - count("cancelled"), "file")}`;
    return failed ? `${plural(failed, "upload")} failed` : `${plural(count("done"), "file")} uploaded`;
  }

  #render() {
    this.#dock.hidden = this.#uploads.length === 0;
    const counted = this.#uploads.filter((upload) => upload.state !== "cancelled");
    const total = counted.reduce((sum, upload) => sum + upload.file.size, 0);
    const sent = counted.reduce((sum, upload) => sum + upload.sent, 0);
    const percent = total === 0 ? 100 : (sent / total) * 100;
    const seconds = (Date.now() - this.#startedAt) / 1000;
    const left = this.#isBusy && sent > 0 && seconds > 2 ? timeLeft(((total - sent) / sent) * seconds) : "";
    show(this.#dock,
      h("header", h("h2", this.#summary()), h("span.muted", left),
        h("button.plain.square", { type: "button", "aria-label": this.#isOpen ? "Fold transfers" : "Unfold transfers", "aria-expanded": String(this.#isOpen), onclick: () => { this.#isOpen = !this.#isOpen; this.#draw(); } }, icon(this.#isOpen ? "chevron-down" : "arrow-up")),
        !this.#isBusy && h("button.plain.square", { type: "button", "aria-label": "Close transfers", onclick: () => { this.#uploads = []; this.#draw(); } }, icon("close"))),
      this.#isBusy && ProgressBar.make({ label: "All uploads", percent, amount: `${Math.floor(percent)}% of ${bytes(total)}` }),
      this.#isOpen && h("ul", this.#shown().map((upload) => this.#line(upload)), this.#uploads.length > LINES_MAX && h("li.muted", `and ${this.#uploads.length - LINES_MAX} more`)));
  }

  /** What moves or failed before what waits, and what is done last. */
  #shown() {
    const rank = { starting: 0, hashing: 0, sending: 0, pausing: 0, failed: 1, waiting: 2, done: 3, cancelled: 4 };
    return [...this.#uploads].sort((a, b) => rank[a.state] - rank[b.state]).slice(0, LINES_MAX);
  }

  #line(upload) {
    const isMoving = ["starting", "hashing", "sending", "pausing"].includes(upload.state);
    const percent = upload.state === "hashing" ? upload.hashed * 100 : (upload.sent / Math.max(1, upload.file.size)) * 100;
    const again = () => { upload.reset(); this.#next(); };
    return h("li", { dataset: { state: upload.state } },
      h("div.what",
        h("span.clip", { title: upload.path }, upload.name),
        isMoving ? ProgressBar.make({ label: `${WORDS[upload.state]}: ${upload.name}`, percent, compact: true }) : null,
        h("small.muted", upload.state === "failed" ? upload.error.message : isMoving ? WORDS[upload.state] : `${WORDS[upload.state]}, ${bytes(upload.file.size)}`)),
      upload.state === "failed" && h("button.plain.square", { type: "button", "aria-label": `Try ${upload.name} again`, onclick: again }, icon("restart")),
      !upload.isOver && h("button.plain.square", { type: "button", "aria-label": `Cancel ${upload.name}`, onclick: () => { upload.cancel(); this.#next(); } }, icon("close")),
      upload.state === "done" && h("span.tick", icon("check")));
  }
}

export const transfers = new Transfers();
