// A look at a file without saving it. What is shown never runs: pictures as pictures, text as text.

import { h, icon, show } from "../../shared/dom.js";
import { isAbort, request } from "../../shared/api.js";
import { bytes } from "../../shared/format.js";
import { showDialog } from "../../shared/components/dialog.js";
import { emptyState, errorNotice, waiting } from "../../shared/components/notice.js";
import { objectURL } from "../store.js";
import { download } from "./download.js";
import { previewKind } from "./kinds.js";

const TEXT_MAX_BYTES = 524_288;
const MEDIA_MAX_BYTES = 104_857_600;

/** @param {object} file as listed */
export async function openPreview(container, file) {
  const leaving = new AbortController();
  const place = h("div.preview-place", waiting());
  const save = h("button", { type: "button", onclick: () => download(container, file).catch((error) => show(place, errorNotice(error))) }, icon("download"), "Download");
  const { closed } = showDialog({ title: file.label, className: "preview", content: place, footer: [h("div.grow", bytes(file.bytes)), save] });
  let url = null;
  try {
    const kind = previewKind(file);
    if (kind === "text") {
      show(place, await textView(container, file, leaving.signal));
    } else if (kind && file.bytes <= MEDIA_MAX_BYTES) {
      const answer = await request(objectURL(container, file.path), { signal: leaving.signal });
      const type = kind === "pdf" ? "application/pdf" : file.content_type;
      url = URL.createObjectURL(new Blob([await answer.arrayBuffer()], { type }));
      place.replaceChildren(mediaView(kind, url, file));
    } else {
      show(place, emptyState({ icon: "file", title: "No preview", text: kind ? "The file is too big to show here." : "Files of this type cannot be shown here. You can download it." }));
    }
  } catch (error) {
    if (!isAbort(error)) show(place, errorNotice(error, { title: "The file could not be shown" }));
  }
  await closed;
  leaving.abort();
  if (url) URL.revokeObjectURL(url);
}

async function textView(container, file, signal) {
  if (file.bytes === 0) return emptyState({ icon: "file", title: "An empty file", text: "There is nothing in it." });
  const isLong = file.bytes > TEXT_MAX_BYTES;
  const headers = isLong ? { Range: `bytes=0-${TEXT_MAX_BYTES - 1}` } : {};
  const answer = await request(objectURL(container, file.path), { headers, signal });
  const text = new TextDecoder().decode(await answer.arrayBuffer());
  return [isLong && h("p.muted", `The first ${bytes(TEXT_MAX_BYTES)}.`), h("pre.preview-text", { tabindex: "0" }, text)];
}

function mediaView(kind, url, file) {
  if (kind === "picture") return h("img.preview-picture", { src: url, alt: file.label });
  if (kind === "pdf") return h("iframe.preview-pdf", { src: url, title: file.label });
  return h(`${kind}.preview-media`, { src: url, controls: true });
}
