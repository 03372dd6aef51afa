// A machine's screen and keyboard in the page, through noVNC.

import { h, icon, show, stylesheet } from "../../shared/dom.js";
import { isAbort, isNoAnswer } from "../../shared/api.js";
import { path } from "../../shared/router.js";
import { serverIsBack } from "../../shared/session.js";
import { formDialog } from "../../shared/components/dialog.js";
import { field } from "../../shared/components/form-field.js";
import { menuButton } from "../../shared/components/menu.js";
import { errorNotice } from "../../shared/components/notice.js";
import { announce, toast } from "../../shared/components/toast.js";
import { getServer, nameOf, openConsole } from "../compute.js";

await stylesheet(new URL("./page.css", import.meta.url));

const NOVNC = new URL("../../novnc/core/rfb.js", import.meta.url).href;
/** Key symbols of X11, sent one press after the other. */
const CONTROL_L = 0xffe3;
const ALT_L = 0xffe9;
const NOT_CONNECTED = "The console is not connected, so nothing was sent.";

export async function mount(view, place) {
  // Also when there is no such machine.
  view.setTitle(`Console of machine ${place.params.id}`);
  const server = await getServer(Number(place.params.id));
  view.setTitle(`Console of ${nameOf(server)}`);
  const screen = new Screen(server, view.signal);
  const keys = [
    { label: "Ctrl + Alt + Delete", icon: "keyboard", run: () => screen.sendCtrlAltDel() },
    ...[1, 2, 3, 4].map((number) => ({ label: `Ctrl + Alt + F${number}`, icon: "keyboard", run: () => screen.sendFunctionKey(number) })),
  ];
  view.root.append(
    h("div.page-head",
      h("a.button.plain.square", { href: path("/ui/machines", server.id), "aria-label": `Back to ${nameOf(server)}` }, icon("arrow-left")),
      h("h1.clip", nameOf(server), h("span.visually-hidden", " console")),
      menuButton({ label: "Keys", content: h("span.row", icon("keyboard"), h("span.wide-only", "Keys")), items: () => keys }),
      h("button", { type: "button", "aria-label": "Type text into the machine", onclick: () => screen.askText() }, icon("paste"), h("span.wide-only", "Type text")),
      h("button", { type: "button", "aria-label": "Full screen", onclick: () => screen.enlarge() }, icon("expand"), h("span.wide-only", "Full screen"))),
    screen.element);
  screen.connect();
  return null;
}

class Screen {
  #server;
  #signal;
  #rfb = null;
  #isConnected = false;
  /** Counts the tries, so that of two reasons to try again only the first does. */
  #attempt = 0;
  #message = h("div.message", { role: "status" });
  #target = h("div");

  element = h("div.console-screen", { role: "region", "aria-label": "Screen of the machine" });

  constructor(server, signal) {
    this.#server = server;
    this.#signal = signal;
    this.#target.style.height = "100%";
    this.element.append(this.#target, this.#message);
    signal.addEventListener("abort", () => this.#rfb?.disconnect());
  }

  async connect() {
    this.#attempt += 1;
    this.#say("Connecting…");
    try {
      const [{ default: RFB }, { url, password }] = await Promise.all([import(NOVNC), openConsole(this.#server.id)]);
      if (this.#signal.aborted) return;
      this.#attach(new RFB(this.#target, socketURL(url), { credentials: { password } }));
    } catch (error) {
      if (isAbort(error)) return;
      this.#fail(error);
      if (isNoAnswer(error)) this.#connectWhenBack();
    }
  }

  #attach(rfb) {
    this.#rfb = rfb;
    rfb.scaleViewport = true;
    rfb.background = "#16191d";
    rfb.addEventListener("connect", () => {
      this.#isConnected = true;
      this.#message.hidden = true;
      this.#target.querySelector("canvas")?.setAttribute("aria-label", `Screen of ${nameOf(this.#server)}`);
      announce("Console connected");
      rfb.focus();
    });
    rfb.addEventListener("disconnect", () => {
      this.#rfb = null;
      this.#isConnected = false;
      if (!this.#signal.aborted) this.#onClosed();
    });
    rfb.addEventListener("securityfailure", () => this.#say("The machine refused the console's password.", true));
  }

  /** noVNC does not tell a machine that was switched off from a cloud that is away: the cloud is asked. */
  async #onClosed() {
    this.#say("The console was closed.", true);
    try {
      await getServer(this.#server.id);
    } catch (error) {
      if (!isNoAnswer(error)) return;
      this.#say("The connection was lost. It is made again as soon as the cloud answers.", true);
      this.#connectWhenBack();
    }
  }

  /** The machine runs on while the cloud is away. */
  async #connectWhenBack() {
    const waiting = this.#attempt;
    await serverIsBack(this.#signal);
    if (!this.#signal.aborted && waiting === this.#attempt) this.connect();
  }

  sendCtrlAltDel() {
    this.#press((rfb) => rfb.sendCtrlAltDel());
  }

  /** Switches Linux's virtual terminals. */
  sendFunctionKey(number) {
    this.#press((rfb) => {
      rfb.sendKey(CONTROL_L, "ControlLeft", true);
      rfb.sendKey(ALT_L, "AltLeft", true);
      rfb.sendKey(0xffbd + number, `F${number}`);
      rfb.sendKey(ALT_L, "AltLeft", false);
      rfb.sendKey(CONTROL_L, "ControlLeft", false);
    });
  }

  /** noVNC drops without a word what is sent while it is not connected. */
  #press(send) {
    if (!this.#isConnected) {
      toast(NOT_CONNECTED);
      return;
    }
    send(this.#rfb);
    this.#rfb.focus();
  }

  /** Consoles have no clipboard of their own before a system runs: the text is typed. */
  async askText() {
    if (!this.#isConnected) {
      toast(NOT_CONNECTED);
      return;
    }
    const text = h("textarea", { name: "text", rows: "5", required: true, autofocus: true, spellcheck: "false", class: "mono" });
    await formDialog({
      title: "Type text into the machine", submit: "Type",
      content: field({ label: "Text", control: text, hint: "It is typed key by key, as if on a US keyboard." }),
      onSubmit: async (data) => {
        if (!this.#isConnected) throw new Error(NOT_CONNECTED);
        for (const character of data.get("text").replaceAll("\r\n", "\n")) this.#rfb.sendKey(character === "\n" ? 0xff0d : keysymOf(character), null);
      },
    });
    this.#rfb?.focus();
  }

  enlarge() {
    this.element.requestFullscreen?.();
    this.#rfb?.focus();
  }

  #say(text, canRetry = false) {
    this.#message.hidden = false;
    show(this.#message, h("p", text), canRetry && this.#retryButton());
  }

  #fail(error) {
    this.#message.hidden = false;
    show(this.#message, errorNotice(error, { title: "The console could not be opened" }), this.#retryButton());
  }

  #retryButton() {
    return h("button", { type: "button", onclick: () => this.connect() }, icon("restart"), "Connect again");
  }
}

/** Latin-1 characters are their own key symbols; all others are Unicode ones. */
function keysymOf(character) {
  const code = character.codePointAt(0);
  return code < 0x100 ? code : 0x01000000 | code;
}

/** The same socket under the name that this page was reached by: only that one is allowed to it. */
function socketURL(address) {
  const { pathname, search } = new URL(address, location.href);
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${pathname}${search}`;
}
