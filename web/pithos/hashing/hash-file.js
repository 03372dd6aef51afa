// The list of a file's block hashes, made in a worker.

/**
 * @param {File} file
 * @param {number} blockSize bytes
 * @param {{signal: AbortSignal, onProgress: (part: number) => void}} options `part` is 0 to 1
 * @returns {Promise<string[]>} lower-case hex, one a block
 * @throws {Error} when the file cannot be read
 */
export function hashFile(file, blockSize, { signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    const end = (settle, value) => {
      worker.terminate();
      signal.removeEventListener("abort", onAbort);
      settle(value);
    };
    const onAbort = () => end(reject, new DOMException("Cancelled", "AbortError"));
    signal.addEventListener("abort", onAbort);
    worker.addEventListener("message", ({ data }) => {
      if (data.hashes) end(resolve, data.hashes);
      else if (data.problem) end(reject, new Error(data.problem));
      else onProgress(data.done / data.count);
    });
    worker.addEventListener("error", () => end(reject, new Error("The file could not be hashed in this browser.")));
    worker.postMessage({ file, blockSize });
  });
}
