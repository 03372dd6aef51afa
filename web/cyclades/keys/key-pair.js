// A fresh SSH key pair, made in the browser: the private half never travels.

const BITS = 3072;
const LINE = 64;

/** Browsers make keys only for pages that came safely (HTTPS, or this machine). */
export const canMakeKeys = Boolean(globalThis.crypto?.subtle);

/**
 * @param {string} comment goes to the end of the public half
 * @returns {Promise<{publicKey: string, privateKey: string}>} one line "ssh-rsa …", and PKCS 8 in PEM, which ssh reads
 */
export async function makeKeyPair(comment) {
  const pair = await crypto.subtle.generateKey(
    { name: "RSASSA-PKCS1-v1_5", modulusLength: BITS, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
    true, ["sign", "verify"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const blob = [new TextEncoder().encode("ssh-rsa"), integer(fromBase64URL(e)), integer(fromBase64URL(n))].flatMap((part) => [...lengthOf(part), ...part]);
  const secret = toBase64(new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)));
  const lines = secret.match(new RegExp(`.{1,${LINE}}`, "g"));
  return {
    publicKey: `ssh-rsa ${toBase64(blob)} ${comment}`,
    privateKey: `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`,
  };
}

const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

function fromBase64URL(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

/** Numbers in SSH are signed: a leading one bit needs a zero byte before it (RFC 4251, 5). */
function integer(bytes) {
  return bytes[0] & 0x80 ? Uint8Array.of(0, ...bytes) : bytes;
}

function lengthOf({ length }) {
  return [length >>> 24, length >>> 16, length >>> 8, length].map((part) => part & 0xff);
}
