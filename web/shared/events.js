// Changes arrive by themselves. A `LiveCollection` holds what the server last said of a list and tells its subscribers
// when that changes. How it learns of changes is a *feed*: today a poll; a stream of server-sent events can take its
// place by implementing `start` and `stop`.

import { isAbort } from "./api.js";

/** Between two questions while something is under way, in milliseconds. */
const FAST_MS = 2_000;
/** Between two questions while nothing moves. */
const SLOW_MS = 10_000;
/** Longest pause after failures: a server that was restarted is to be noticed soon. */
const BACKOFF_MAX_MS = 10_000;

/** Asks again and again, sooner while things move, not at all while the tab is hidden. */
export class PollFeed {
  #ask;
  #isMoving;
  #slow;
  #timer = null;
  #failures = 0;
  #running = false;
  #asking = false;
  /** Whether something was done while a question was under way: its answer may not know of it. */
  #isStale = false;
  #onVisibility = () => (document.hidden ? this.#pause() : this.nudge());

  /**
   * @param {() => Promise<void>} ask one round; may throw
   * @param {() => boolean} isMoving whether to come back soon
   * @param {number} [slow] milliseconds until the next round while nothing moves; more where a round is many questions
   */
  constructor(ask, isMoving, slow = SLOW_MS) {
    this.#ask = ask;
    this.#isMoving = isMoving;
    this.#slow = slow;
  }

  start() {
    this.#running = true;
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.nudge();
  }

  stop() {
    this.#running = false;
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#pause();
  }

  /** Asks now: something was just done that will change the list. */
  nudge() {
    this.#pause();
    if (this.#asking) this.#isStale = true;
    else if (this.#running) this.#round();
  }

  #pause() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #round() {
    this.#asking = true;
    this.#isStale = false;
    try {
      await this.#ask();
      this.#failures = 0;
    } catch (error) {
      if (!isAbort(error)) this.#failures += 1;
    } finally {
      this.#asking = false;
    }
    if (!this.#running || document.hidden) return;
    if (this.#isStale) {
      this.#round();
      return;
    }
    const pace = this.#isMoving() ? FAST_MS : this.#slow;
    const backoff = Math.min(BACKOFF_MAX_MS, FAST_MS * 2 ** (this.#failures - 1));
    this.#timer = setTimeout(() => this.#round(), this.#failures === 0 ? pace : backoff);
  }
}

/** A list that stays as the server has it for as long as somebody watches. */
export class LiveCollection {
  #source;
  #feed;
  #items = null;
  #cursor = null;
  #error = null;
  #listeners = new Set();

  /**
   * @param {object} source
   * @param {() => Promise<{items: object[], cursor: string}>} source.loadAll the whole list and a moment to ask from
   * @param {(cursor: string) => Promise<{items: object[], cursor: string}|null>} source.loadChanges what changed since,
   *        gone ones included; null when the moment is too old and all must be read again
   * @param {(item: object) => string|number} source.key
   * @param {(item: object) => boolean} source.isGone
   * @param {(item: object) => boolean} source.isMoving
   */
  constructor(source) {
    this.#source = source;
    this.#feed = new PollFeed(() => this.#refresh(), () => [...(this.#items?.values() ?? [])].some(source.isMoving));
  }

  /**
   * Tells `listener` now, if there is something to tell, and after every change, until `signal` aborts.
   * @param {(state: {items: object[]|null, error: Error|null}) => void} listener
   */
  subscribe(listener, signal) {
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#feed.stop();
    });
    if (this.#items) listener(this.#state());
    if (this.#listeners.size === 1) this.#feed.start();
  }

  /** Takes over what an API call answered, ahead of the next round. */
  put(item) {
    this.#items?.set(this.#source.key(item), item);
    this.#tell();
    this.#feed.nudge();
  }

  /** Asks now. */
  nudge() {
    this.#feed.nudge();
  }

  /** What is known now; null before the first answer. */
  get items() {
    return this.#items ? [...this.#items.values()] : null;
  }

  #state() {
    return { items: this.items, error: this.#error };
  }

  #tell() {
    const state = this.#state();
    for (const listener of this.#listeners) listener(state);
  }

  async #refresh() {
    try {
      const changes = this.#cursor === null ? null : await this.#source.loadChanges(this.#cursor);
      const changed = changes === null ? await this.#reload() : this.#merge(changes);
      const recovered = this.#error !== null;
      this.#error = null;
      if (changed || recovered) this.#tell();
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = error;
      this.#tell();
      throw error;
    }
  }

  async #reload() {
    const { items, cursor } = await this.#source.loadAll();
    this.#items = new Map(items.map((item) => [this.#source.key(item), item]));
    this.#cursor = cursor;
    return true;
  }

  #merge({ items, cursor }) {
    this.#cursor = cursor;
    for (const item of items) {
      const key = this.#source.key(item);
      if (this.#source.isGone(item)) this.#items.delete(key);
      else this.#items.set(key, item);
    }
    return items.length > 0;
  }
}
