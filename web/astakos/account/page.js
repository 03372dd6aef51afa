// Account: who one is, the token, and configuration for clients, ready to copy.

import { h, icon, show, stylesheet, uniqueId } from "../../shared/dom.js";
import { dateTime, daysUntil } from "../../shared/format.js";
import { config, credentials } from "../../shared/session.js";
import { copyText, CopyField } from "../../shared/components/copy-field.js";
import { errorNotice } from "../../shared/components/notice.js";
import { toast } from "../../shared/components/toast.js";
import { authenticationURL, whoAmI } from "../identity.js";
import { clientsFor } from "./clients.js";

await stylesheet(new URL("./page.css", import.meta.url));

const DOTS = "••••••••••••";

export async function mount(view) {
  view.setTitle("Account");
  const who = credentials();
  const expiry = h("p.muted");
  view.root.append(
    h("div.page-head", h("h1", "Account and API access")),
    h("div.columns",
      h("section", h("h2", "You"),
        h("dl.facts",
          h("dt", "Name"), h("dd", config.user.name || "–"),
          h("dt", "E-mail"), h("dd", config.user.email)),
        CopyField.make({ value: who.uuid, label: "User id", wrap: true })),
      h("section", h("h2", "Token"),
        h("p", "Programs show this token in place of your password. Whoever has it can do all that you can do: keep it to yourself."),
        CopyField.make({ value: who.token, label: "Token", secret: true, wrap: true }),
        expiry,
        CopyField.make({ value: authenticationURL(), label: "Authentication URL", wrap: true })),
      h("section", h("h2", "Set up a client"), clientTabs(who))));
  showExpiry(expiry);
  return null;
}

async function showExpiry(place) {
  try {
    const { auth_token_expires: milliseconds } = await whoAmI();
    const date = new Date(milliseconds);
    place.replaceChildren("Valid until ", h("time", { datetime: date.toISOString() }, dateTime(date)), ` (${daysUntil(date)}).`);
  } catch (error) {
    place.replaceChildren(errorNotice(error, { title: "When the token ends could not be read" }));
  }
}

/** Tabs as in the ARIA practices: arrows move, one tab stop. */
function clientTabs(who) {
  const clients = clientsFor(who);
  const panel = h("div.tab-panel", { role: "tabpanel", id: uniqueId("panel") });
  const tabs = clients.map((client, index) => h("button", {
    type: "button", role: "tab", id: uniqueId("tab"), "aria-controls": panel.id, onclick: () => select(index),
  }, client.name));
  const select = (chosen) => {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", tabs[chosen].id);
    show(panel, clientPanel(clients[chosen], who.token));
  };
  const bar = h("div.tabs", { role: "tablist", "aria-label": "Clients" }, tabs);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length;
    select(next);
    tabs[next].focus();
  });
  select(0);
  return h("div.stack", bar, panel);
}

/** The configuration with its token hidden; copying takes the whole. */
function clientPanel(client, token) {
  const text = h("pre.mono", { tabindex: "0", role: "group", "aria-label": `${client.name} configuration` }, client.text(DOTS));
  let isShown = false;
  const reveal = h("button", { type: "button", onclick: () => {
    isShown = !isShown;
    text.textContent = client.text(isShown ? token : DOTS);
    show(reveal, icon(isShown ? "eye-off" : "eye"), isShown ? "Hide token" : "Show token");
  } }, icon("eye"), "Show token");
  const problem = h("div");
  const copy = h("button.primary", { type: "button", onclick: async () => {
    problem.replaceChildren();
    try {
      await copyText(client.text(token));
      toast(`${client.name} configuration copied`);
    } catch (error) {
      problem.replaceChildren(errorNotice(error, { title: "The configuration could not be copied" }));
    }
  } }, icon("copy"), "Copy configuration");
  return [
    h("p.muted", client.intro, " Put this into ", h("code", client.file), "."),
    h("div.config", text),
    h("div.row.wrap", copy, reveal),
    problem,
    CopyField.make({ value: client.use, label: "Then try", wrap: true }),
  ];
}
