// A model of a few characters of memory, learnt from one sentence before the reader's eyes.
// It counts as fridaygram.lm does: characters are code points, START stands before a text, END is the event that it ends.
const START = "\ud800", END = "";
const PADS = [..."~¬^|·¤§␂"], SIGNS = { " ": "␣", "\t": "⇥", "\u00a0": "⍽" };
const { abs, floor, max, min } = Math, MOST = 200, PACE = 160, FLIP = 600;
const still = matchMedia("(prefers-reduced-motion: reduce)");

// What it says, in the language of the page.
const words = JSON.parse(document.querySelector(".xp").dataset.words);
const word = (name, values) => words[name].replace(/{(\w+)}/g, (_, one) => values[one]);

const sum = (counts) => [...(counts?.values() ?? [])].reduce((all, one) => all + one, 0);
const safe = (text) => text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`);
const tag = (name, inside, classes, more = "") =>
  `<${name} class="${Object.keys(classes).filter((one) => classes[one]).join(" ")}" ${more}>${inside}</${name}>`;

// The "minimal standard" of S. Park, K. Miller and P. Stockmeyer (CACM 1993): numbers in (0, 1) from a seed.
const chance = (seed) => {
  let state = (seed % 40000) * 50021 + 7;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
};

class Model {
  constructor(phrase, order) {
    const text = [...phrase.replace(/\p{Surrogate}/gu, "\ufffd")];
    this.order = order;
    this.text = [...Array(order).fill(START), ...text, END];
    this.pad = PADS.find((pad) => !text.includes(pad)) ?? PADS[0];
    this.windows = this.text.slice(order).map((next, at) => [this.text.slice(at, at + order).join(""), next]);
    this.size = this.windows.length;
    this.counts = this.counted(this.size);
  }

  // What followed each history in the first windows: history -> next character -> how often.
  counted(windows) {
    const counts = new Map();
    for (const [history, next] of this.windows.slice(0, windows)) {
      const found = counts.get(history) ?? new Map();
      counts.set(history, found.set(next, (found.get(next) ?? 0) + 1));
    }
    return counts;
  }

  after(history, next) {
    return next === END ? END : [...history + next].slice(-this.order).join("");
  }

  shown(text) {
    const sign = (one) => SIGNS[one] ?? (one === START ? this.pad : /\p{M}/u.test(one) ? `◌${one}` : /[\p{C}\p{Z}]/u.test(one) ? "▯" : one);
    return text === END ? words.end : safe([...text].map(sign).join(""));
  }
}

// Where each history stands, and the arrows between them. In the order of the sentence they stand in rows, there and
// back, as an ox ploughs. Then ties pull, neighbours push, and a way back becomes a ring.
function layout(model, width) {
  const all = [...model.counts.keys(), END],
    box = 14 + 8 * max(...all.map((one) => [...model.shown(one)].length)), room = width - box - 8,
    columns = max(2, floor(room / (box + 34)) + 1);
  const places = new Map(all.map((one, at) => {
    const row = floor(at / columns), along = row % 2 ? columns - 1 - (at % columns) : at % columns;
    const x = box / 2 + 4 + along * room / (columns - 1), y = row * 64 + (at % 2);
    return [one, { home: { x, y }, x, y, tied: [] }];
  }));
  const arrows = [...model.counts].flatMap(([from, counts]) =>
    [...counts].map(([next, count]) => ({ from, next, to: model.after(from, next), share: counts.size > 1 && `${count}/${sum(counts)}` })));
  for (const arrow of arrows) {
    const reached = new Set([arrow.to]);
    for (const one of reached) for (const other of arrows) if (other.from === one) reached.add(other.to);
    arrow.round = reached.has(arrow.from);
    places.get(arrow.from).tied.push(places.get(arrow.to));
    places.get(arrow.to).tied.push(places.get(arrow.from));
  }
  relax([...places.values()], box, width, 64 * min(arrows.length / all.length, 1.7));
  const ys = [...places.values()].map(({ y }) => y), top = min(...ys) - 46;
  return { places, arrows, box, width, top, height: max(...ys) + 30 - top };
}

function relax(all, box, width, apart) {
  const flat = 36 / (box + 4), edge = box / 2 + 4;
  for (let heat = 24; heat > 0.1; heat *= 0.97) {
    for (const one of all) {
      let right = (one.home.x - one.x) * flat * 0.05, down = (one.home.y - one.y) * 0.05;
      for (const other of all) {
        const x = (one.x - other.x) * flat, y = one.y - other.y, far = Math.sqrt(x * x + y * y) || 1,
          push = max(0, 1.25 * apart / far - 1) - (one.tied.includes(other) ? max(0, 1 - apart / far) * 0.5 : 0);
        right += x * push;
        down += y * push;
      }
      const step = min(heat / Math.hypot(right, down), 0.3);
      one.x = min(max(one.x + right * step / flat, edge), width - edge);
      one.y += down * step;
    }
  }
}

// An arrow is bowed, so that there and back are two; from a box to itself it is a ring above it.
function drawn(model, { places, arrows, box, width, top, height }, counts, { went, current, left }) {
  const labels = [], taken = [...places.values()];
  const lines = arrows.map(({ from: start, next, to: end, share, round }) => {
    const from = places.get(start), to = places.get(end), bow = share || round ? 0.18 : 0.05;
    const x = (from.x + to.x) / 2 + (to.y - from.y) * bow, y = (from.y + to.y) / 2 - (to.x - from.x) * bow;
    const towards = (place, part) => [place.x + (x - place.x) * part, place.y + (y - place.y) * part];
    const edge = (place, more) => towards(place, 1 / max(abs(x - place.x) / (box / 2 + more), abs(y - place.y) / (12 + more), 1));
    const tip = edge(to, 2), turn = Math.atan2(y - tip[1], x - tip[0]) * 180 / Math.PI;
    const [way, head] = from === to
      ? [`M${x - 7},${y - 12}c-26,-36 40,-36 16,-6`, `${x + 7},${y - 13})rotate(-68`]
      : [`M${edge(from, 0)}Q${x},${y} ${edge(to, 7)}`, `${tip})rotate(${turn}`];
    const wait = !counts.get(start)?.has(next);
    if (share) {
      // Along the arrow, where the least is in the way.
      const free = ([px, py]) => min(0, ...taken.map((one) => max(abs(one.x - px) - box / 2 - 24, abs(one.y - py) - 20)));
      const [[px, py]] = [0.7, 0.4, 1.1].map((part) => towards(from, part)).sort((one, other) => free(other) - free(one));
      taken.push({ x: px, y: py });
      labels.push(tag("text", `${model.shown(next)} ${share}`, { "fs-paper": 1, wait }, `x="${px}" y="${py + (from === to ? -32 : 4)}"`));
    }
    return tag("g", `<path d="${way}"/><path class="head" d="M0,0l9,-4.5v9z" transform="translate(${head})"/>`, { round, went: went.has(start + next), wait });
  });
  const boxes = [...places].map(([one, { x, y }]) =>
    tag("g", `<rect x="${x - box / 2}" y="${y - 12}" width="${box}" height="24"/><text x="${x}" y="${y + 5}">${model.shown(one)}</text>`,
      { fork: model.counts.get(one)?.size > 1, here: one === current, wait: one ? !counts.has(one) : left }));
  const count = [...model.counts.values()].filter(({ size }) => size > 1).length, forms = words.forks,
    kind = count ? new Intl.PluralRules(document.documentElement.lang).select(count) : "zero";
  const about = word(arrows.some(({ round }) => round) ? "loop" : "no-loop", { forks: (forms[kind] ?? forms.other).replace("{count}", count) });
  return `<svg viewBox="0 ${top} ${width} ${height}" height="${height}" role="img" aria-label="${word("graph", { about })}">${[...lines, ...labels, ...boxes].join("")}</svg><p>${about}</p>`;
}

function panel(root, random, changed) {
  const part = {}, button = {};
  let model, graph, phrase, read, steps = [], state = {}, asked = 0, doing = "";

  const set = (windows, written = []) => {
    stop();
    read = windows;
    steps = written;
    paint();
  };
  const stop = () => {
    asked += 1;
    doing = "";
  };
  const shown = (text = END) => model.shown(text);
  const put = (name, html) => (part[name].innerHTML = html);
  const wide = () => max(240, part.map.clientWidth);
  const learn = (told = phrase) => {
    phrase = told;
    model = new Model(phrase, +part.order.value);
    put("size", part.order.value);
    part.reel.max = model.size;
    graph = layout(model, wide());
    set(model.size);
  };

  // Do something again and again until it cannot. The same button pauses it.
  const play = async (name, pause, step) => {
    const pausing = doing === name;
    if (state.over) set(read);
    stop();
    const mine = asked;
    doing = pausing ? "" : name;
    while (doing && step()) {
      paint();
      await new Promise((done) => setTimeout(done, still.matches ? 0 : pause()));
      if (mine !== asked) return;
    }
    stop();
    paint();
  };

  // Write one character, drawn by its share; say whether there was one.
  const toss = () => {
    if (state.over) return false;
    let left = random() * sum(state.options);
    const [next] = [...state.options].find(([, count]) => (left -= count) < 0);
    if (state.options.size > 1 && !still.matches) part.coin.animate({ transform: ["none", "rotateX(3turn)"] }, FLIP);
    read = model.size;
    steps = [...steps, next];
    return true;
  };
  const does = {
    watch() {
      let pause = 1000;
      if (read === model.size && !doing) read = 0;
      steps = [];
      play("watch", () => (pause = max(220, pause * 0.88)), () => ++read <= model.size);
    },
    // Through this fork by the coin, and on to the next one.
    flip() {
      let tossed = false;
      play("flip", () => PACE, () => !(tossed && state.options.size > 1) && (tossed = toss()));
    },
    run: () => play("run", () => (state.options.size > 1 ? FLIP : PACE), toss),
    back: () => set(read, steps.slice(0, -1)),
    anew: () => set(read),
  };

  // Follow the steps through the model: where they lead, and the shares where there was a choice.
  const follow = () => {
    const shares = [], went = new Set();
    let [[here]] = model.windows;
    for (const next of steps) {
      const counts = model.counts.get(here);
      if (counts.size > 1) shares.push([counts.get(next), sum(counts)]);
      went.add(here + next);
      here = model.after(here, next);
    }
    const over = here === END || steps.length >= MOST;
    return { shares, went, here, over, options: over ? new Map() : model.counts.get(here) };
  };

  const paint = () => {
    const focused = root.querySelector(":focus");
    read = min(read, model.size);
    state = follow();
    const [history, next] = model.windows[read - 1] ?? [], reading = doing === "watch" || read < model.size;
    state.current = reading ? history : state.here;
    state.left = model.size - read;
    put("tape", model.text.map((one, at) => {
      const inside = reading && read ? at - read + 1 : -1;
      return tag("span", shown(one), { in: inside >= 0 && inside < model.order, then: inside === model.order });
    }).join(""));
    part.reel.value = read;
    put("counted", word(reading ? (read ? "counting" : "unread") : "counted",
      { read, windows: model.size, histories: model.counts.size, history: shown(history), next: shown(next) }));
    part.reel.ariaValueText = part.counted.textContent;
    const counts = model.counted(read);
    list(counts, history, next);
    put("map", drawn(model, graph, counts, state));
    write();
    button.watch.textContent = words[doing === "watch" ? "pause" : reading ? "on" : "watch"];
    button.run.textContent = words[doing === "run" ? "pause" : "run"];
    button.flip.lastChild.textContent = words[["again", "go", "flip"][state.options.size] ?? "roll"];
    button.back.disabled = button.anew.disabled = !steps.length;
    if (focused && (!focused.isConnected || focused.disabled)) button.flip.focus();
    changed();
  };

  // The dictionary so far. What is still to come keeps its place, so that nothing moves; what is counted drops into its own.
  const list = (counts, history, last) => {
    put("rows", [...model.counts].map(([one, found]) => {
      const of = sum(counts.get(one));
      const chips = [...found.keys()].map((next) => {
        const count = counts.get(one)?.get(next) ?? 0;
        const said = `<bdi>${shown(next)}</bdi> ${found.size > 1 ? count + "/" + of : count}`;
        return tag("data", said, { wait: !count }, `value="${count && count / of}"`);
      });
      return tag("tr", `<th scope="row">${shown(one)}</th><td>${chips.join(" ")}</td>`, { wait: !of, here: one === state.current });
    }).join(""));
    const row = part.rows.querySelector(".here");
    if (row) part.scroll.scrollTop = row.offsetTop - part.scroll.clientHeight / 2;
    if (doing !== "watch" || still.matches || !row) return;
    root.insertAdjacentHTML("beforeend", tag("data", `${shown(history)} <b>${shown(last)}</b>`, { fly: true }));
    const flying = root.lastChild, home = root.getBoundingClientRect(), at = (one) => {
      const { x, y } = one.getBoundingClientRect();
      return `translate(${x - home.x}px,${y - home.y}px)`;
    };
    flying.animate({ transform: [at(part.tape.querySelector(".in")), at(row)] }, { duration: 300, easing: "ease-in" }).onfinish = () => flying.remove();
  };

  const write = () => {
    const { shares, here, over, options } = state, all = sum(options);
    put("text", `${safe(steps.slice(0, -1).join(""))}<b>${safe(steps.at(-1) ?? "")}</b>${over ? "" : "▏"}`);
    const product = shares.reduce((all, [count, of]) => all * (count / of), 1),
      factors = shares.slice(-4).map((share) => share.join("/"));
    if (shares.length > 4) factors.unshift("…");
    part.chance.value = product;
    put("chance", factors.join(" × ") + (factors.length ? " = " : "") + +product.toPrecision(2));
    put("status", here === END ? words.whole : over ? word("stopped", { most: MOST }) : "");
    put("after", over ? "" : word("after", { history: shown(here) }));
    put("faces", [...options].map(([next, count], at) => `<button type="button" value="${at}"><bdi>${shown(next)}</bdi> ${count}/${all}</button>`).join(""));
    for (const face of part.faces.children) face.style.flexGrow = [...options.values()][face.value];
  };

  for (const one of root.querySelectorAll("[data-part]")) part[one.dataset.part] = one;
  for (const one of root.querySelectorAll("[data-do]")) {
    button[one.dataset.do] = one;
    one.addEventListener("click", () => does[one.dataset.do]());
  }
  part.order.addEventListener("input", () => learn());
  part.reel.addEventListener("input", () => set(+part.reel.value));
  part.faces.addEventListener("click", ({ target }) => {
    const face = target.closest("button");
    if (face) set(model.size, [...steps, [...state.options.keys()][face.value]]);
  });
  new ResizeObserver(() => {
    if (!model || graph.width === wide()) return;
    graph = layout(model, wide());
    paint();
  }).observe(part.map);

  const told = () => [["order", part.order.value], ["wrote", steps.join("") + (state.here === END ? "\n" : "")]];
  // Take up what an address says, as far as this model can write it.
  const open = (wrote) => {
    for (const one of wrote) {
      const next = one === "\n" ? END : one;
      if (state.options.has(next)) set(model.size, [...steps, next]);
    }
  };
  return { root, order: part.order, learn, told, open };
}

function explorer(root) {
  const form = root.querySelector(".xp-form"), [phrase, take, two] = form.querySelectorAll("[name]");
  const { key, seed } = root.dataset, link = root.querySelector("a"), random = chance(+seed);
  const panels = [...root.querySelectorAll(".xp-panel")].map((one) => panel(one, random, () => share()));
  const shown = () => panels.filter((one) => !one.root.hidden);
  const share = () => (link.href = `#${key}?${new URLSearchParams([["phrase", phrase.value], ...shown().flatMap(({ told }) => told())])}`);
  const learn = () => {
    panels[1].root.hidden = !two.checked;
    for (const one of panels) one.learn(phrase.value);
  };
  const follow = () => {
    const [name, told] = location.hash.slice(1).split(/\?(.*)/s), state = new URLSearchParams(told);
    if (name !== key || !told) return;
    const orders = state.getAll("order");
    phrase.value = (state.get("phrase") ?? "").slice(0, phrase.maxLength);
    two.checked = orders.length > 1;
    panels.forEach(({ order }, at) => (order.value = orders[at] ?? order.value));
    learn();
    shown().forEach(({ open }, at) => open(state.getAll("wrote")[at] ?? ""));
    root.scrollIntoView();
  };
  root.hidden = false;
  form.addEventListener("input", ({ target }) => {
    if (target === take) phrase.value = take.value;
    learn();
  });
  addEventListener("hashchange", follow);
  learn();
  follow();
}

for (const root of document.querySelectorAll(".xp[hidden]")) explorer(root);
