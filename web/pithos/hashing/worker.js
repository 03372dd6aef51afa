// Hashes a file's blocks beside the page, so that the page stays quick.

import { blockHash } from "./block-hash.js";

/** Blocks read and hashed at once; their memory is this many times the block size. */
const IN_FLIGHT = 3;

self.addEventListener("message", async ({ data: { file, blockSize } }) => {
  const count = Math.ceil(file.size / blockSize);
  const hashes = new Array(count);
  let next = 0;
  let done = 0;
  const lane = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      const slice = file.slice(index * blockSize, (index + 1) * blockSize);
      hashes[index] = await blockHash(new Uint8Array(await slice.arrayBuffer()));
      done += 1;
      self.postMessage({ done, count });
    }
  };
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    self.postMessage({ hashes });
  } catch {
    self.postMessage({ problem: "The file could not be read. It may have been moved or changed." });
  }
});
