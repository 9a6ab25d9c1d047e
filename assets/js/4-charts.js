// Values of charts: the one nearest to the pointer or the finger is shown; arrow keys go from one to the next.
(() => {
  "use strict";
  for (const chart of document.querySelectorAll(".fig-chart[data-values]")) {
    const rows = JSON.parse(chart.dataset.values);
    const along = chart.dataset.along;
    const tip = document.createElement("p");
    const ring = document.createElement("span");
    let current = null;
    tip.className = "fig-tip";
    ring.className = "fig-ring";
    tip.setAttribute("role", "status");
    tip.hidden = ring.hidden = true;
    chart.append(ring, tip);
    chart.tabIndex = 0;
    chart.setAttribute("role", "group");
    chart.setAttribute("aria-label", chart.dataset.label);

    // The values of the width that is shown, in pixels of the chart.
    const spots = () => {
      const sheets = [...chart.querySelectorAll("svg")];
      const sheet = Math.max(0, sheets.findIndex((svg) => svg.getClientRects().length));
      const own = sheets[sheet].getBoundingClientRect();
      const place = chart.getBoundingClientRect();
      const scale = own.width / sheets[sheet].viewBox.baseVal.width;
      return rows.flatMap((row, number) => {
        const [x, y] = row.slice(1 + 2 * sheet);
        return x === null ? [] : [{ number, text: row[0], x: own.left - place.left + x * scale, y: own.top - place.top + y * scale }];
      });
    };
    const least = (among, cost) => among.reduce((best, one) => (best && cost(best) <= cost(one) ? best : one), null);
    const hide = () => { tip.hidden = ring.hidden = true; };
    const show = (spot) => {
      if (!spot) return;
      current = spot.number;
      tip.hidden = ring.hidden = false;
      if (tip.textContent !== spot.text) tip.textContent = spot.text;
      ring.style.left = `${spot.x}px`;
      ring.style.top = `${spot.y}px`;
      tip.style.left = `${Math.max(0, Math.min(spot.x - tip.offsetWidth / 2, chart.clientWidth - tip.offsetWidth))}px`;
      const above = spot.y - tip.offsetHeight - 12;
      tip.style.top = `${above < 0 ? spot.y + 12 : above}px`;
    };
    const point = (event) => {
      const place = chart.getBoundingClientRect();
      const x = event.clientX - place.left;
      const y = event.clientY - place.top;
      show(least(spots(), (spot) => Math.hypot((spot.x - x) * (along === "x" ? 9 : 1), (spot.y - y) * (along === "y" ? 9 : 1))));
    };
    chart.addEventListener("pointermove", point);
    chart.addEventListener("pointerdown", point);
    chart.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hide(); });
    chart.addEventListener("blur", hide);
    chart.addEventListener("focus", () => {
      if (chart.matches(":focus-visible")) show(spots().find((spot) => spot.number >= (current ?? 0)));
    });
    chart.addEventListener("keydown", (event) => {
      const all = spots();
      const at = Math.max(0, all.findIndex((spot) => spot.number === current));
      const from = all[at];
      const beyond = (side) => least(
        all.filter((spot) => (spot.y - from.y) * side > 1),
        (spot) => 4 * Math.abs(spot.x - from.x) + Math.abs(spot.y - from.y),
      );
      const next = {
        ArrowRight: () => all[at + 1], ArrowLeft: () => all[at - 1], Home: () => all[0], End: () => all.at(-1),
        ArrowUp: () => beyond(-1), ArrowDown: () => beyond(1),
      }[event.key];
      if (event.key === "Escape") hide();
      if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      show(next() ?? from);
    });
  }
})();
