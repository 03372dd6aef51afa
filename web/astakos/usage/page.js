// Usage: every counted resource against its limit.

import { h, show, stylesheet } from "../../shared/dom.js";
import { PollFeed } from "../../shared/events.js";
import { errorNotice, waiting } from "../../shared/components/notice.js";
import { ProgressBar } from "../../shared/components/progress-bar.js";
import { listQuota } from "../identity.js";
import { amountOf, isKnown, labelOf, levelOf, rankOf } from "../resources.js";

await stylesheet(new URL("./page.css", import.meta.url));

export async function mount(view) {
  view.setTitle("Usage");
  const list = h("div", waiting());
  view.root.append(
    h("div.page-head", h("h1", "Usage"), h("p.lead", "What you use now, and how much you may use. Deleting gives it back; what is in the trash still counts.")),
    list);
  const feed = new PollFeed(async () => {
    try {
      show(list, quotaList(await listQuota(view.signal)));
    } catch (error) {
      show(list, errorNotice(error, { title: "Your usage could not be read" }));
      throw error;
    }
  }, () => false);
  view.signal.addEventListener("abort", () => feed.stop());
  feed.start();
  return null;
}

function quotaList(quota) {
  const sorted = [...quota].sort((a, b) => rankOf(a.name) - rankOf(b.name) || a.name.localeCompare(b.name));
  return h("div.quota", sorted.map((each) => h("div",
    ProgressBar.make({ label: labelOf(each.name), amount: amountOf(each), ...levelOf(each) }),
    !isKnown(each.name) && each.description && h("p", each.description))));
}
