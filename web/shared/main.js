// The first module: reads the configuration, builds the frame, starts the router. Nobody imports it.

import { h, loadIcons } from "./dom.js";
import { startShell } from "./shell.js";
import { config, credentials, loadConfig, serverIsBack, signIn } from "./session.js";
import { errorNotice } from "./components/notice.js";

async function start() {
  const app = document.getElementById("app");
  try {
    await Promise.all([loadConfig(), loadIcons()]);
  } catch (error) {
    app.replaceChildren(h("div.outlet", errorNotice(error, { title: "The cloud does not answer", retry: () => location.reload() })));
    await serverIsBack();
    location.reload();
    return;
  }
  if (!config.user || !credentials()) {
    signIn();
    return;
  }
  startShell(app);
}

start();
