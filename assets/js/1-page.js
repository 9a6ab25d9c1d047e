// What makes a page nicer where scripts run: copies of code, notes shown where they are marked, films on request.
(() => {
  "use strict";
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  const textOf = (code) => {
    const lines = code.textContent.replace(/\n$/, "").split("\n");
    const commands = lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
    return (commands.length ? commands : lines).join("\n");
  };
  if (navigator.clipboard) {
    for (const block of document.querySelectorAll(".code")) {
      const button = make("button", { type: "button", className: "copy", textContent: word("copy") });
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(textOf(block.querySelector("code")));
        button.textContent = word("copied");
        setTimeout(() => { button.textContent = word("copy"); }, 2000);
      });
      block.append(button);
    }
  }

  const preview = make("aside", { className: "note-preview", hidden: true });
  preview.setAttribute("aria-label", word("footnote"));
  let leaving = 0;
  const hide = () => { preview.hidden = true; };
  const leave = () => { leaving = setTimeout(hide, 250); };
  const show = (mark) => {
    clearTimeout(leaving);
    const note = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
    if (!note) return;
    const copy = note.cloneNode(true);
    for (const extra of copy.querySelectorAll(".footnote-backref")) extra.remove();
    for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
    preview.replaceChildren(...copy.childNodes);
    preview.hidden = false;
    const place = mark.getBoundingClientRect();
    const most = document.documentElement.clientWidth - preview.offsetWidth - 12;
    preview.style.left = `${Math.max(12, Math.min(place.left - 24, most)) + scrollX}px`;
    preview.style.top = `${place.bottom + scrollY + 6}px`;
  };
  const marks = document.querySelectorAll(".footnote-ref");
  if (marks.length) document.body.append(preview);
  for (const mark of marks) {
    mark.addEventListener("mouseenter", () => show(mark));
    mark.addEventListener("focus", () => show(mark));
    mark.addEventListener("mouseleave", leave);
    mark.addEventListener("blur", hide);
    mark.addEventListener("click", hide);
  }
  preview.addEventListener("mouseenter", () => clearTimeout(leaving));
  preview.addEventListener("mouseleave", leave);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  for (const facade of document.querySelectorAll("a.facade")) {
    facade.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const { embed, audio, video } = facade.dataset;
      const player = embed
        ? make("iframe", { src: embed, allow: "autoplay; fullscreen; picture-in-picture", allowFullscreen: true })
        : make(audio ? "audio" : "video", { src: audio || video, controls: true, autoplay: true });
      player.title = facade.querySelector(".facade-title").textContent;
      facade.replaceWith(player);
      player.focus();
    });
  }
})();
