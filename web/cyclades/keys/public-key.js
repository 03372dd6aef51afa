// What an SSH public key looks like: one line of type, base64, and a comment (RFC 4253, 6.6).

/** As OpenSSH writes them; those that begin with "sk-" lie on a security key. */
const TYPES = new Set([
  "ssh-ed25519", "ssh-rsa", "ssh-dss", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
  "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
]);
const LENGTH_BYTES = 4;

/** @returns {string} what is wrong with it, for its owner; empty when it is a public key, and for nothing at all */
export function publicKeyProblem(text) {
  const content = text.trim();
  if (content === "") return "";
  if (/PRIVATE KEY/.test(content)) return "This is the private half. Keep it to yourself, and paste the content of the .pub file.";
  if (content.includes("\n")) return "A public key is a single line. Paste one key, without line breaks.";
  const [type, base64] = content.split(/\s+/);
  if (!TYPES.has(type)) return "A public key begins with its type, as ssh-ed25519 or ssh-rsa. Paste the content of the .pub file.";
  if (base64 === undefined) return `The key itself is missing: it follows ${type}, after a space.`;
  const blob = decoded(base64);
  if (blob === null) return `What follows ${type} is not base64. Copy the whole line again.`;
  return isKey(blob, type) ? "" : `What follows ${type} is not a whole key of this type. Copy the whole line again.`;
}

function decoded(base64) {
  try {
    return atob(base64);
  } catch {
    return null;
  }
}

/** A key is a row of fields, each after its length; the first one is its type again. Where one was cut off, the row ends elsewhere. */
function isKey(blob, type) {
  const fields = [];
  let at = 0;
  while (at + LENGTH_BYTES <= blob.length) {
    const length = [...blob.slice(at, at + LENGTH_BYTES)].reduce((sum, byte) => sum * 256 + byte.charCodeAt(0), 0);
    at += LENGTH_BYTES;
    fields.push(blob.slice(at, at + length));
    at += length;
  }
  return at === blob.length && fields.length > 1 && fields[0] === type;
}
