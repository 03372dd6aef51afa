// Every page: its address, its module, and its place in the rail.

/** @type {import("./router.js").Route[]} */
export const routes = [
  { page: "overview", pattern: "/ui", load: () => import("../astakos/overview/page.js") },
  { page: "machines", pattern: "/ui/machines", load: () => import("../cyclades/machines/page.js") },
  { page: "machines", pattern: "/ui/machines/:id", load: () => import("../cyclades/machines/page.js") },
  { page: "console", pattern: "/ui/machines/:id/console", load: () => import("../cyclades/console/page.js") },
  { page: "images", pattern: "/ui/images", load: () => import("../cyclades/images/page.js") },
  { page: "images", pattern: "/ui/images/:id", load: () => import("../cyclades/images/page.js") },
  { page: "keys", pattern: "/ui/keys", load: () => import("../cyclades/keys/page.js") },
  { page: "files", pattern: "/ui/files/*", load: () => import("../pithos/files/page.js") },
  { page: "files", pattern: "/ui/shared/*", load: () => import("../pithos/files/page.js") },
  { page: "usage", pattern: "/ui/usage", load: () => import("../astakos/usage/page.js") },
  { page: "account", pattern: "/ui/account", load: () => import("../astakos/account/page.js") },
];

/** The rail, in groups. `key` is pressed after "g" to go there. */
export const rail = [
  { items: [{ page: "overview", label: "Overview", icon: "overview", href: "/ui", key: "o" }] },
  {
    group: "Compute",
    items: [
      { page: "machines", label: "Machines", icon: "machine", href: "/ui/machines", key: "m" },
      { page: "images", label: "Images", icon: "image", href: "/ui/images", key: "i" },
      { page: "keys", label: "Keys", icon: "key", href: "/ui/keys", key: "k" },
    ],
  },
  { group: "Storage", items: [{ page: "files", label: "Files", icon: "folder", href: "/ui/files", key: "f" }] },
  { group: "Account", items: [{ page: "usage", label: "Usage", icon: "usage", href: "/ui/usage", key: "u" }] },
];

/** Pages that belong to another one's place in the rail. */
export const parents = { console: "machines" };
