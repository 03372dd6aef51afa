// Who is using the page, and where the services are.

/** Name of the cookie that holds the URL-quoted "uuid|token" (identity.md 1.6). */
const COOKIE = "_pithos2_a";

/**
 * What the server said in /ui/config.json.
 * @type {{base: {astakos: string, cyclades: string, pithos: string}, branding: {name: string},
 *         user: {uuid: string, email: string, name: string}|null, version: string}}
 */
export let config = null;

/** Reads the configuration once; everything else in the pages may then rely on `config`. */
export async function loadConfig() {
  const answer = await fetch("/ui/config.json", { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) throw new Error(`The server did not describe itself (status ${answer.status}).`);
  config = await answer.json();
}

/** @returns {{uuid: string, token: string}|null} null when nobody is logged in */
export function credentials() {
  const entry = document.cookie.split("; ").find((part) => part.startsWith(`${COOKIE}=`));
  if (!entry) return null;
  let value;
  try {
    value = decodeURIComponent(entry.slice(COOKIE.length + 1).replace(/^"|"$/g, ""));
  } catch {
    return null;
  }
  const bar = value.indexOf("|");
  return bar > 0 && bar < value.length - 1 ? { uuid: value.slice(0, bar), token: value.slice(bar + 1) } : null;
}

/** Between two questions whether a server that does not answer is back, in milliseconds. */
const ASK_AGAIN_MS = 2_000;

/** Waits until a server that did not answer does, or until `signal` aborts. */
export async function serverIsBack(signal) {
  while (!signal?.aborted) {
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    try {
      if ((await fetch("/ui/config.json", { cache: "no-store", signal })).ok) return;
    } catch {
      // Not yet.
    }
  }
}

/** Leaves for the login page; it comes back here afterwards. */
export function signIn() {
  location.assign(signInURL());
}

function signInURL() {
  return `${config.base.astakos}/ui/login?next=${encodeURIComponent(location.pathname + location.search)}`;
}

const REFUSED = "refused-token";
let isLeaving = false;

/**
 * Leaves for the login page since the API refused the token. Somebody whose session goes on gets the current token there
 * and comes straight back; a token that is refused a second time ends the session, or the two pages would send the
 * reader to and fro.
 */
export function signInAgain() {
  if (isLeaving) return;
  isLeaving = true;
  const token = credentials()?.token ?? "";
  if (sessionStorage.getItem(REFUSED) !== token) {
    sessionStorage.setItem(REFUSED, token);
    signIn();
    return;
  }
  sessionStorage.removeItem(REFUSED);
  location.assign(`${signOutURL()}?next=${encodeURIComponent(signInURL())}`);
}

/** Address of the page that ends the session. */
export function signOutURL() {
  return `${config.base.astakos}/ui/logout`;
}
