// Comments on request: nobody is asked for them before the click.
(() => {
  "use strict";
  for (const link of document.querySelectorAll("a.comments-open")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const place = document.createElement("div");
      const script = document.createElement("script");
      for (const [name, value] of Object.entries(JSON.parse(link.dataset.script))) script.setAttribute(name, value);
      script.crossOrigin = "anonymous";
      place.className = "comments";
      place.tabIndex = -1;
      // What cannot be loaded leaves the way to the comments on their own site.
      script.addEventListener("error", () => { location.href = link.href; });
      place.append(script);
      link.closest(".respond").after(place);
      link.nextElementSibling.remove();
      link.remove();
      place.focus();
    });
  }
})();
