// The chosen colour scheme, put on <html> before anything is painted. A classic script on purpose: modules run too late.
(function () {
  "use strict";
  let scheme = null;
  try {
    scheme = localStorage.getItem("scheme");
  } catch {
    // Storage is switched off: the system's preference stands.
  }
  if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
})();
