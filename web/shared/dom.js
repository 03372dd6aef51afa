// Elements without markup strings: nothing a user or a server wrote is ever parsed as HTML.

/**
 * Makes an element.
 * @param {string} spec tag and classes, as in "button.primary"
 * @param {object|Node|string} [first] properties if it is a plain object, else the first child
 * @param {...(Node|string|number|null|false|Array)} rest children; null, undefined and false are left out
 *
 * Properties: `onclick` and the like are listeners, `dataset` is copied, true is an empty attribute, null and false
 * are left out, `value`, `checked` and `indeterminate` are set as properties; all else is an attribute.
 */
export function h(spec, first, ...rest) {
  const [tag, ...classes] = spec.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  const isProperties = first !== null && typeof first === "object" && !(first instanceof Node) && !Array.isArray(first);
  if (isProperties) setProperties(element, first);
  append(element, isProperties ? rest : [first, ...rest]);
  return element;
}

const LIVE_PROPERTIES = new Set(["value", "checked", "indeterminate"]);

function setProperties(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.classList.add(...String(value).split(" ").filter(Boolean));
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (LIVE_PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

const SVG = "http://www.w3.org/2000/svg";
const SPRITE = new URL("./icons.svg", import.meta.url).href;
let isSpriteHere = false;

/**
 * Puts the symbols into the page. A reference to their file is asked for again and again, and stays empty while the cloud
 * is away: just when a symbol has to warn.
 */
export async function loadIcons() {
  const answer = await fetch(SPRITE);
  if (!answer.ok) return;
  const sprite = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
  for (const symbol of sprite.querySelectorAll("symbol")) symbol.id = `icon-${symbol.id}`;
  sprite.setAttribute("hidden", "");
  sprite.setAttribute("aria-hidden", "true");
  document.body.append(document.importNode(sprite, true));
  isSpriteHere = true;
}

/** A symbol of icons.svg. Decorative: the text beside it, or the control's label, says what it means. */
export function icon(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${className}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", isSpriteHere ? `#icon-${name}` : `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

/** Puts `next` in the place of what `parent` holds, unless it already looks the same: focus and selection stay. */
export function show(parent, ...next) {
  const holder = document.createDocumentFragment();
  append(holder, next);
  const same = parent.childNodes.length === holder.childNodes.length
    && [...holder.childNodes].every((node, index) => node.isEqualNode(parent.childNodes[index]));
  if (!same) parent.replaceChildren(holder);
}

const sheets = new Map();

/** Loads a style sheet once and waits for it, so that a page is never seen without its style. */
export function stylesheet(url) {
  const href = url.href;
  if (!sheets.has(href)) {
    sheets.set(href, new Promise((resolve) => {
      const link = h("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve });
      document.head.append(link);
    }));
  }
  return sheets.get(href);
}

let counter = 0;

/** An id that no other element of this page has. */
export function uniqueId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
