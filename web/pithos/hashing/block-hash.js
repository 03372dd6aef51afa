// The name of a block: SHA-256 of its bytes without the zeros at its end (object-storage.md 3.1).

import { sha256 } from "./sha256.js";

/** @param {Uint8Array} block */
export function withoutTrailingZeros(block) {
  let end = block.length;
  while (end > 0 && block[end - 1] === 0) end -= 1;
  return block.subarray(0, end);
}

/**
 * @param {Uint8Array} block
 * @returns {Promise<string>} lower-case hex
 */
export async function blockHash(block) {
  const data = withoutTrailingZeros(block);
  const digest = globalThis.crypto?.subtle ? new Uint8Array(await crypto.subtle.digest("SHA-256", data)) : sha256(data);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
