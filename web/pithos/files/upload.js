// One file on its way up. Its blocks are hashed here, the server says which it does not have, and only those are sent
// (object-storage.md 3.4): a file that is there already costs no bytes, and a broken upload goes on where it was.

import { request } from "../../shared/api.js";
import { hashFile } from "../hashing/hash-file.js";
import { blocksOf, containerURL, objectURL } from "../store.js";
import { withRetry } from "./retry.js";
import { send } from "./send.js";

/** Below this, three calls cost more than the bytes: one plain PUT. */
const DIRECT_MAX_BYTES = 262_144;
/** Blocks of one file sent at once. */
const LANES = 3;
/** Rounds of "what is missing?"; a second one is needed only when somebody interferes. */
const ROUNDS_MAX = 3;

/** How blocks are cut never changes: one question a container. */
const answers = new Map();

function blocksOfOnce(container) {
  if (!answers.has(container)) {
    const answer = blocksOf(container);
    answers.set(container, answer);
    answer.catch(() => answers.delete(container));
  }
  return answers.get(container);
}

export class Upload {
  /** "waiting", "starting", "hashing", "sending", "pausing" (for the connection), "done", "failed" or "cancelled". */
  state = "waiting";
  /** Bytes of the file that the server has, 0 to its size. */
  sent = 0;
  /** Part of the file that is hashed, 0 to 1. */
  hashed = 0;
  /** Why it failed. */
  error = null;

  #abort = new AbortController();
  #onChange;

  /**
   * @param {{file: File, container: string, path: string}} what
   * @param {() => void} onChange
   */
  constructor({ file, container, path }, onChange) {
    this.file = file;
    this.container = container;
    this.path = path;
    this.#onChange = onChange;
  }

  get name() {
    return this.path.split("/").at(-1);
  }

  get isOver() {
    return ["done", "failed", "cancelled"].includes(this.state);
  }

  cancel() {
    this.#abort.abort();
    if (this.state === "waiting") this.#become("cancelled");
  }

  /** Makes a failed one ready to be tried again; what has been sent is not sent again. */
  reset() {
    this.#abort = new AbortController();
    this.error = null;
    this.sent = 0;
    this.#become("waiting");
  }

  /** Runs to its end; never throws, see `state` and `error`. */
  async run() {
    this.#become("starting");
    try {
      await this.#checkReadable();
      const { blockSize, blockHash } = await this.#retrying(() => blocksOfOnce(this.container));
      if (this.file.size <= DIRECT_MAX_BYTES || blockHash !== "sha256") await this.#sendWhole();
      else await this.#sendBlocks(blockSize);
      this.sent = this.file.size;
      this.#become("done");
    } catch (error) {
      this.error = error;
      this.#become(error.name === "AbortError" ? "cancelled" : "failed");
    }
  }

  get #type() {
    return this.file.type || "application/octet-stream";
  }

  /** When a file cannot be read, sending it fails as if the connection were lost, which is then waited for in vain. */
  async #checkReadable() {
    try {
      await this.file.slice(0, 1).arrayBuffer();
    } catch {
      throw new Error("The file could not be read. It may have been moved or changed.");
    }
  }

  #become(state) {
    this.state = state;
    this.#onChange();
  }

  #retrying(act) {
    return withRetry(act, { signal: this.#abort.signal, onWait: () => this.#become("pausing") });
  }

  async #sendWhole() {
    await this.#retrying(() => {
      this.#become("sending");
      return send("PUT", objectURL(this.container, this.path), this.file, {
        type: this.#type, signal: this.#abort.signal, onSent: (bytes) => this.#progress(Math.min(bytes, this.file.size)),
      });
    });
  }

  async #sendBlocks(blockSize) {
    this.#become("hashing");
    const hashes = await hashFile(this.file, blockSize, {
      signal: this.#abort.signal,
      onProgress: (part) => { this.hashed = part; this.#onChange(); },
    });
    for (let round = 1; ; round += 1) {
      const missing = await this.#commit(hashes);
      if (missing.length === 0) return;
      if (round === ROUNDS_MAX) throw new Error("The server keeps asking for the same parts. Try again later.");
      await this.#sendMissing(missing, hashes, blockSize);
    }
  }

  /** @returns {Promise<string[]>} hashes the server does not have; none when the file is complete */
  async #commit(hashes) {
    const answer = await this.#retrying(() => request(`${objectURL(this.container, this.path)}?hashmap&format=json`, {
      method: "PUT", headers: { "Content-Type": this.#type }, accept: [409], signal: this.#abort.signal,
      body: JSON.stringify({ bytes: this.file.size, hashes }),
    }));
    return answer.status === 409 ? answer.json() : [];
  }

  async #sendMissing(missing, hashes, blockSize) {
    const at = new Map(hashes.map((hash, index) => [hash, index]));
    const sizeOf = (index) => Math.min(blockSize, this.file.size - index * blockSize);
    let settled = this.file.size - missing.reduce((sum, hash) => sum + sizeOf(at.get(hash)), 0);
    const inFlight = new Map();
    const report = () => this.#progress(settled + [...inFlight.values()].reduce((sum, bytes) => sum + bytes, 0));
    this.#become("sending");
    report();
    const queue = [...missing];
    const lane = async () => {
      for (let hash = queue.shift(); hash !== undefined; hash = queue.shift()) {
        const index = at.get(hash);
        await this.#sendBlock(this.file.slice(index * blockSize, index * blockSize + sizeOf(index)), hash, (bytes) => {
          inFlight.set(hash, Math.min(bytes, sizeOf(index)));
          report();
        });
        inFlight.delete(hash);
        settled += sizeOf(index);
        report();
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  async #sendBlock(block, hash, onSent) {
    const url = `${containerURL(this.container)}?update&format=json`;
    const answer = await this.#retrying(() => {
      this.#become("sending");
      return send("POST", url, block, { type: "application/octet-stream", signal: this.#abort.signal, onSent });
    });
    const [stored] = JSON.parse(answer);
    if (stored !== hash) throw new Error("The file changed while it was being sent. Try again.");
  }

  #progress(bytes) {
    this.sent = bytes;
    this.#onChange();
  }
}
