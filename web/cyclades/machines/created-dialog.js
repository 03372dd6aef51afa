// Right after a machine was made: its password, this once, and how far its disk is.

import { h, icon, show } from "../../shared/dom.js";
import { path } from "../../shared/router.js";
import { showDialog } from "../../shared/components/dialog.js";
import { CopyField } from "../../shared/components/copy-field.js";
import { remark } from "../../shared/components/notice.js";
import { ProgressBar } from "../../shared/components/progress-bar.js";
import { stateWord } from "../../shared/components/state-word.js";
import { nameOf } from "../compute.js";
import { consolePath } from "./actions.js";
import { loginOf, sshLine } from "./connect.js";
import { machines } from "./feed.js";
import { stateOf } from "./state.js";

/** @returns {Promise<string>} where the reader wants to go on, once they are done with it */
export async function openCreated(server, password) {
  const leaving = new AbortController();
  const progress = h("div", { "aria-live": "polite" });
  const connect = h("div");
  let next = path("/ui/machines", server.id);
  const console = h("button", { type: "button", disabled: true, onclick: () => { next = consolePath(server); dialog.close(); } }, icon("terminal"), "Open console");
  const done = h("button.primary", { type: "button", autofocus: true, onclick: () => dialog.close() }, "Done");
  const { dialog, closed } = showDialog({
    title: `${nameOf(server)} is being made`, canDismiss: false,
    content: [
      progress,
      CopyField.make({ value: password, label: `Password of ${loginOf(server)}`, secret: true }),
      remark("The password is shown this once. Copy it now if you do not log in with a key.", "waiting"),
      connect,
    ],
    footer: [h("div.grow"), console, done],
  });
  machines.subscribe(({ items }) => {
    const now = items?.find((each) => each.id === server.id) ?? server;
    const state = stateOf(now);
    show(progress, state.percent === null ? stateWord(state.tone, state.word) : ProgressBar.make({ label: "Making the disk", percent: state.percent }));
    const line = now.status === "ACTIVE" ? sshLine(now) : null;
    show(connect, line && CopyField.make({ value: line, label: "Log in with SSH" }));
    console.disabled = now.status !== "ACTIVE";
    if (now.status === "ACTIVE") dialog.querySelector("h2").textContent = `${nameOf(server)} is running`;
  }, leaving.signal);
  await closed;
  leaving.abort();
  return next;
}
