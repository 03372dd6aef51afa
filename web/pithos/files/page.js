// Files: the containers, or one folder of one of them, and beside the list one file.

import { stylesheet } from "../../shared/dom.js";
import { mountContainers } from "./containers.js";
import { mountFolder } from "./folder.js";

await stylesheet(new URL("./page.css", import.meta.url));

/** Containers and folders are one page with two faces; each has a life of its own within it. */
export async function mount(view, place) {
  let face = null;
  const show = async (at) => {
    const [container, ...parts] = at.params.rest;
    const name = container === undefined ? "containers" : at.params.rest.join("/");
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
    mine.update = container === undefined ? await mountContainers(part) : await mountFolder(part, { container, folder: parts.map((each) => `${each}/`).join("") }, at);
  };
  view.signal.addEventListener("abort", () => face?.leaving.abort());
  await show(place);
  return show;
}
