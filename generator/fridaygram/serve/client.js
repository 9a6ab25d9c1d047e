// Runs in pages of the preview only. It listens for builds, swaps style sheets, reloads the page where it has
// changed, and shows an error over the page until it is mended.
(() => {
  "use strict";
  const script = document.currentScript;
  const { events, missing } = script.dataset;
  const reloadedKey = `fridaygram-reloaded ${location.pathname}`;
  let build = Number(script.dataset.build);
  let source = null;
  // The error that is shown, or was shown and has been closed. It is shown once, however many builds fail for it.
  let known = "";

  const node = (name, text, style) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (style) made.style.cssText = style;
    return made;
  };

  // A shadow root keeps the site's styles out of the preview's parts and theirs out of the site.
  const host = node("fridaygram-preview");
  const parts = host.attachShadow({ mode: "open" });
  // Screen readers announce what changes in here when they have finished their sentence. It is there from the start:
  // they would not notice the words of a status that has just been added.
  const status = node("p", "", "position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%)");
  status.setAttribute("role", "status");
  parts.append(status);
  document.body.append(host);

  function reload() {
    try {
      sessionStorage.setItem(reloadedKey, String(window.scrollY));
    } catch {
      // Storage may be switched off. The page then comes back where the browser puts it.
    }
    location.reload();
  }

  function afterReload() {
    let top = null;
    try {
      top = sessionStorage.getItem(reloadedKey);
      sessionStorage.removeItem(reloadedKey);
    } catch {
      return;
    }
    if (top === null) return;
    window.scrollTo({ top: Number(top), behavior: "instant" });
    if (!status.textContent) status.textContent = "This page has changed and was loaded again.";
  }

  // The path as the server names it: a folder's index without its file name.
  function pathOf(url) {
    const path = new URL(url, location.href).pathname.replace(/\/index\.html$/, "/");
    try {
      return decodeURI(path);
    } catch {
      return path;
    }
  }

  function swap(link) {
    // One that is still loading is out of date too.
    if (link.nextElementSibling?.matches("[data-preview-loading]")) link.nextElementSibling.remove();
    const fresh = link.cloneNode();
    fresh.dataset.previewLoading = "";
    const url = new URL(link.href);
    url.searchParams.set("build", String(build));
    fresh.href = url.href;
    // The old sheet stays until the new one is there, so that the page never shows without styles.
    const done = () => {
      link.remove();
      delete fresh.dataset.previewLoading;
    };
    fresh.addEventListener("load", done, { once: true });
    fresh.addEventListener("error", () => fresh.remove(), { once: true });
    link.after(fresh);
  }

  // ``changed`` null: anything may have changed. A page that stands in for a missing one reloads after any change.
  function apply(changed) {
    if (changed === null) return reload();
    if (missing !== undefined) return changed.length > 0 ? reload() : undefined;
    const paths = new Set(changed);
    const uses = (selector, address) =>
      [...document.querySelectorAll(selector)].filter((one) => address(one) && paths.has(pathOf(address(one))));
    if (paths.has(pathOf(location.href)) || paths.has(`${pathOf(location.href)}.html`)) return reload();
    if (uses("img, script, video, audio", (one) => one.currentSrc || one.src).length > 0) return reload();
    uses('link[rel~="stylesheet"]:not([data-preview-loading])', (one) => one.href).forEach(swap);
  }

  function excerpt(error) {
    const lines = node("pre", "", "margin:1rem 0;padding:1rem;background:#0d0d0d;overflow:auto;border-radius:.25rem");
    lines.tabIndex = 0;
    for (const [number, text] of error.excerpt) {
      const here = number === error.line;
      const mark = `${here ? ">" : " "} ${String(number).padStart(4)}  ${text}\n`;
      lines.append(node("span", mark, here ? "color:#ffb4a2;font-weight:700" : "color:#b0b0b0"));
    }
    return lines;
  }

  const hideError = () => parts.querySelector("section")?.remove();

  function showError(error) {
    const words = JSON.stringify(error);
    if (words === known) return;
    known = words;
    hideError();
    const card = node(
      "section",
      "",
      "position:fixed;inset:0;z-index:2147483647;overflow:auto;padding:2rem max(1rem,calc(50vw - 30rem));" +
        "background:#1c1c1cf2;color:#f2f2f2;font:1rem/1.5 ui-monospace,monospace;",
    );
    card.setAttribute("aria-label", "Error of the build");
    const place = error.file + (error.line ? `:${error.line}` : "");
    if (place) card.append(node("p", place, "margin:0;color:#8ab4f8"));
    card.append(node("h2", error.message, "margin:.5rem 0;font-size:1.25rem;color:#ff8a65"));
    if (error.excerpt.length) card.append(excerpt(error));
    if (error.hint) card.append(node("p", `Way out: ${error.hint}`, "margin:.5rem 0"));
    card.append(node("p", "This closes by itself when it is mended. Below is the last good build.", "color:#b0b0b0"));
    const button = node("button", "Look at it (Esc)", "font:inherit;padding:.25rem .75rem");
    button.type = "button";
    button.addEventListener("click", hideError);
    card.append(button);
    parts.append(card);
    status.textContent = `Error. ${place ? `${place}: ` : ""}${error.message}. ${error.hint}`;
  }

  function endError() {
    if (!known) return;
    known = "";
    hideError();
    status.textContent = "The error is gone.";
  }

  function receive(message) {
    const isNew = message.build !== build;
    build = message.build;
    if (message.error) showError(message.error);
    else endError();
    if (isNew || message.changed === null) apply(message.changed);
  }

  function connect() {
    if (source || document.hidden) return;
    const query = new URLSearchParams({ page: pathOf(location.href), build: String(build) });
    source = new EventSource(`${events}?${query}`);
    source.addEventListener("message", (event) => receive(JSON.parse(event.data)));
    // The browser would come back with the old number of build: come back with the new one instead.
    source.addEventListener("error", () => {
      disconnect();
      setTimeout(connect, 1000);
    });
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  // A browser holds six connections to a server: tabs that nobody looks at must not keep them.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", connect);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hideError());
  window.addEventListener("load", afterReload);
  connect();
})();
