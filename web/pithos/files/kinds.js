// What a file is, by its type or its name's ending: its symbol, and how it can be looked at.

const TEXT_ENDINGS = /\.(txt|md|rst|log|csv|tsv|json|xml|ya?ml|toml|ini|conf|cfg|env|sh|py|rb|pl|js|mjs|ts|css|html?|c|h|cc|cpp|hpp|rs|go|java|kt|swift|sql|tex|diff|patch|pub|pem)$/i;
const ARCHIVE = /(zip|tar|gzip|x-7z|x-xz|x-bzip|zstd|diskdump)/;

const plainType = (file) => (file.content_type ?? "").split(";")[0].trim().toLowerCase();

/** @returns {"picture"|"pdf"|"text"|"audio"|"video"|null} how a preview shows it; null when it cannot */
export function previewKind(file) {
  const type = plainType(file);
  if (/^image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml|x-icon|vnd\.microsoft\.icon)$/.test(type)) return "picture";
  if (type === "application/pdf") return "pdf";
  if (type.startsWith("audio/")) return "audio";
  if (type.startsWith("video/")) return "video";
  if (type.startsWith("text/") || /^application\/(json|xml|javascript|x-sh|x-yaml|toml|sql)$/.test(type) || TEXT_ENDINGS.test(file.path)) return "text";
  return null;
}

/** Symbol of a file in lists. */
export function symbolOf(file) {
  const kind = previewKind(file);
  if (kind === "picture") return "picture";
  if (kind === "text" || kind === "pdf") return "file-text";
  if (ARCHIVE.test(plainType(file)) || ARCHIVE.test(file.path)) return "archive";
  return "file";
}

/** Its type in words for lists: "PNG picture", "Text", "GZIP". */
export function typeWord(file) {
  const type = plainType(file);
  if (!type || type === "application/octet-stream") return file.path.includes(".") ? file.path.split(".").at(-1).toUpperCase() : "File";
  const [family, rest = ""] = type.split("/");
  const short = rest.replace(/^(x-|vnd\.)/, "").replace(/\+xml$/, "");
  if (family === "image") return `${short.toUpperCase()} picture`;
  if (type === "text/plain") return "Text";
  if (short.length > 0 && short.length <= 5) return short.toUpperCase();
  const word = short.length === 0 || short.length > 14 ? family : short;
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
