// Runs in pages of the preview only. Listens for builds: swaps style sheets, reloads the page where it has
// changed, shows an error over it until it is mended.
(() => {
  "use strict";
  const script = document.currentScript;
  const { events, missing } = script.dataset;
  let build = Number(script.dataset.build);
  let source = null;
  const scrollKey = `fridaygram-scroll ${location.pathname}`;

  function restoreScroll() {
    const kept = sessionStorage.getItem(scrollKey);
    sessionStorage.removeItem(scrollKey);
    if (kept !== null) window.scrollTo({ top: Number(kept), behavior: "instant" });
  }

  function reload() {
    sessionStorage.setItem(scrollKey, String(window.scrollY));
    location.reload();
  }

  // The path as the server names it: a folder's index without its file name.
  const pathOf = (url) => decodeURI(new URL(url, location.href).pathname).replace(/\/index\.html$/, "/");

  function swap(link) {
    const fresh = link.cloneNode();
    const url = new URL(link.href);
    url.searchParams.set("build", String(build));
    fresh.href = url.href;
    // The old sheet stays until the new one is there, so that the page never shows without styles.
    fresh.addEventListener("load", () => link.remove(), { once: true });
    fresh.addEventListener("error", () => fresh.remove(), { once: true });
    link.after(fresh);
  }

  function apply(changed) {
    if (changed === null || missing !== undefined) return changed === null || changed.length > 0 ? reload() : undefined;
    const paths = new Set(changed);
    const uses = (selector, attribute) =>
      [...document.querySelectorAll(selector)].filter((node) => paths.has(pathOf(node[attribute])));
    if (paths.has(pathOf(location.href)) || paths.has(`${pathOf(location.href)}.html`)) return reload();
    if (uses("img[src], script[src], video[src]", "src").length > 0) return reload();
    uses('link[rel~="stylesheet"]', "href").forEach(swap);
  }

  const node = (name, text, style) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (style) made.style.cssText = style;
    return made;
  };

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

  function hideError() {
    document.querySelector("fridaygram-error")?.remove();
  }

  function showError(error) {
    hideError();
    // A shadow root keeps the site's styles out of the overlay and the overlay's out of the site.
    const host = node("fridaygram-error");
    const card = node(
      "div",
      "",
      "position:fixed;inset:0;z-index:2147483647;overflow:auto;padding:2rem max(1rem,calc(50vw - 30rem));" +
        "background:#1c1c1cf2;color:#f2f2f2;font:1rem/1.5 ui-monospace,monospace;",
    );
    card.setAttribute("role", "alert");
    const place = error.file + (error.line ? `:${error.line}` : "");
    if (place) card.append(node("p", place, "margin:0;color:#8ab4f8"));
    card.append(node("h1", error.message, "margin:.5rem 0;font-size:1.25rem;color:#ff8a65"));
    if (error.excerpt.length) card.append(excerpt(error));
    if (error.hint) card.append(node("p", `Way out: ${error.hint}`, "margin:.5rem 0"));
    card.append(node("p", "This goes by itself when it is mended. Below is the last good build.", "color:#b0b0b0"));
    const button = node("button", "Look at it (Esc)", "font:inherit;padding:.25rem .75rem");
    button.addEventListener("click", hideError);
    card.append(button);
    host.attachShadow({ mode: "open" }).append(card);
    document.body.append(host);
  }

  function receive(message) {
    const known = message.build === build;
    build = message.build;
    if (message.error) return showError(message.error);
    hideError();
    if (!known || message.changed === null) apply(message.changed);
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
  window.addEventListener("load", restoreScroll);
  connect();
})();
