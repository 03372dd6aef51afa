// Tries again what a bad connection or a busy server spoiled.

import { ApiError } from "../../shared/api.js";

const ATTEMPTS_MAX = 8;
const DELAY_MS = 500;
const DELAY_MAX_MS = 20_000;

const isPassing = (error) => error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);

/**
 * @param {() => Promise<T>} act safe to repeat
 * @param {{signal: AbortSignal, onWait?: () => void}} options `onWait` is told before each pause
 * @returns {Promise<T>}
 * @template T
 */
export async function withRetry(act, { signal, onWait = () => {} }) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isPassing(error) || attempt === ATTEMPTS_MAX || signal.aborted) throw error;
      onWait();
      await pause(Math.min(DELAY_MAX_MS, DELAY_MS * 2 ** attempt), signal);
    }
  }
}

/** Ends early when the connection is back, and when it is cancelled. */
function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      signal.removeEventListener("abort", cancel);
    };
    const go = () => { stop(); resolve(); };
    const cancel = () => { stop(); reject(new DOMException("Cancelled", "AbortError")); };
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", go);
    signal.addEventListener("abort", cancel);
  });
}
