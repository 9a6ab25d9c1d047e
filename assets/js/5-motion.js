// The steps of animations: a slider goes along while one plays, and sets the step when it is used.
(() => {
  "use strict";
  for (const steps of document.querySelectorAll(".fig-steps")) {
    const figure = steps.parentElement;
    const pause = figure.querySelector(".fig-pause");
    const slider = steps.querySelector("input");
    const pictures = [...figure.querySelectorAll(".fig-path")];
    const starts = slider.dataset.starts.split(" ");
    const set = (style) => pictures.forEach((picture) => { picture.style.cssText = style; });
    const follow = () => {
      // Of the two pictures one is seen; the other one does not move.
      const seen = pictures.find((picture) => picture.getClientRects().length);
      if (seen) slider.value = getComputedStyle(seen).getPropertyValue("--t");
    };
    let chosen = null;
    slider.addEventListener("input", () => {
      pause.checked = true;
      chosen = slider.value;
      set(`animation:none;--t:${chosen}`);
    });
    pause.addEventListener("change", () => {
      if (pause.checked) {
        // An animation stops with its next frame, which may be a step further.
        for (const one of pictures.flatMap((picture) => picture.getAnimations())) one.ready.then(follow, follow);
        return follow();
      }
      // A moment later than the step begins, since its place among the keyframes is rounded.
      if (chosen !== null) set(`animation-delay:-${Number(starts[chosen]) + 0.05}s`);
      chosen = null;
    });
    setInterval(() => { if (!pause.checked) follow(); }, 200);
    follow();
    steps.hidden = false;
  }
})();
