// The search page: Pagefind's index, asked as one types; arrow keys go through what was found.
(() => {
  "use strict";
  const form = document.getElementById("search");
  if (!form) return;
  const field = form.querySelector("input");
  const state = document.getElementById("search-state");
  const list = document.getElementById("search-results");
  let library = null;

  const open = () => {
    library ??= import(form.dataset.pagefind).then(async (pagefind) => {
      await pagefind.options({ baseUrl: form.dataset.base, excerptLength: 28 });
      return pagefind;
    });
    return library;
  };
  const link = (found, className) => {
    const anchor = document.createElement("a");
    anchor.href = found.url;
    anchor.className = className;
    anchor.textContent = found.title ?? found.meta.title;
    return anchor;
  };
  const item = (found) => {
    const entry = document.createElement("li");
    const excerpt = document.createElement("p");
    excerpt.innerHTML = found.excerpt; // Pagefind's: escaped text with <mark>
    entry.append(link(found, "search-title"), excerpt);
    const parts = found.sub_results.filter((part) => part.url !== found.url).slice(0, 3);
    if (parts.length) {
      const places = document.createElement("p");
      places.className = "search-parts";
      places.append(...parts.map((part) => link(part, "search-part")));
      entry.append(places);
    }
    return entry;
  };
  const search = async () => {
    const words = field.value.trim();
    const address = new URL(location.href);
    address.search = words ? new URLSearchParams({ q: words }).toString() : "";
    history.replaceState(null, "", address);
    if (!words) {
      list.replaceChildren();
      state.textContent = "";
      return;
    }
    try {
      const pagefind = await open();
      const answer = await pagefind.debouncedSearch(words, {}, 150);
      if (answer === null) return;
      const shown = await Promise.all(answer.results.slice(0, 20).map((result) => result.data()));
      if (words !== field.value.trim()) return;
      list.replaceChildren(...shown.map(item));
      const count = answer.results.length;
      state.textContent = count ? word("found", { count }) : word("nothing-found", { words });
    } catch {
      state.textContent = word("no-index");
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  field.addEventListener("input", search);
  field.addEventListener("focus", open, { once: true });
  document.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const place = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && links.length && (place >= 0 || document.activeElement === field)) {
      event.preventDefault();
      links[Math.min(place + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp" && place >= 0) {
      event.preventDefault();
      (links[place - 1] ?? field).focus();
    } else if (event.key === "Escape" && place >= 0) {
      field.focus();
    }
  });

  form.hidden = false;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.focus();
  if (field.value) search();
})();
