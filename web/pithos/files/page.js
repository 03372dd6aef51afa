// Files: the containers, what others share, or one folder, and beside the list one file.

import { stylesheet } from "../../shared/dom.js";
import { mountContainers } from "./containers.js";
import { FolderAddress, SHARED } from "./folder-address.js";
import { mountFolder } from "./folder.js";
import { mountShared } from "./shared.js";

await stylesheet(new URL("./page.css", import.meta.url));

/** One page with several faces; each has a life of its own within it. */
export async function mount(view, place) {
  let face = null;
  const show = async (at) => {
    const folder = FolderAddress.at(at);
    const name = folder?.href ?? at.base;
    if (face?.name === name) {
      face.update(at);
      return;
    }
    face?.leaving.abort();
    const leaving = new AbortController();
    const mine = { name, leaving, update: () => {} };
    face = mine;
    view.root.replaceChildren();
    const part = { root: view.root, signal: leaving.signal, setTitle: view.setTitle };
    if (folder) mine.update = await mountFolder(part, folder, at);
    else await (at.base === SHARED ? mountShared(part) : mountContainers(part));
  };
  view.signal.addEventListener("abort", () => face?.leaving.abort());
  await show(place);
  return show;
}
