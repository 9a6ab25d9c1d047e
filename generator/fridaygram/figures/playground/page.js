// The playground's controls. The model itself lives in a worker; without this script the page shows texts and numbers.
const SLOW_MS = 90;
const SHOWN = 10;
// What it says, in the language of the page.
const words = JSON.parse(document.querySelector("[data-play]").dataset.words);
const word = (name, values) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
const NAMES = { "": word("the-end"), " ": word("space"), "\n": word("new-line"), "\u00a0": word("fixed-space") };

class Model {
  constructor(root, fetched) {
    this.worker = new Worker(root.dataset.worker);
    this.waiting = new Map();
    this.asked = 0;
    this.worker.addEventListener("message", ({ data: { id, bytes, answer, problem } }) => {
      if (bytes !== undefined) {
        fetched(bytes);
        return;
      }
      const { done, failed } = this.waiting.get(id);
      this.waiting.delete(id);
      if (problem === undefined) done(answer);
      else failed(new Error(problem));
    });
    this.worker.addEventListener("error", (event) => {
      for (const { failed } of this.waiting.values()) failed(new Error(event.message || word("not-loaded")));
    });
    const address = (name) => root.dataset[name] && new URL(root.dataset[name], document.baseURI).href;
    this.ready = this.ask("load", { model: address("model"), kept: address("kept") });
  }

  ask(what, rest = {}) {
    this.asked += 1;
    return new Promise((done, failed) => {
      this.waiting.set(this.asked, { done, failed });
      this.worker.postMessage({ id: this.asked, what, ...rest });
    });
  }
}

class Playground {
  constructor(root) {
    this.root = root;
    this.form = root.querySelector("form");
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    this.going = 0;
    this.wish = null;
    this.form.hidden = false;
    this.part("plain").hidden = true;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.guarded(() => this.write());
    });
    for (const button of this.form.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.guarded(() => this[button.dataset.do]()));
    }
    this.form.addEventListener("input", ({ target }) => {
      this.going += 1;
      this.wish = null;
      const { sample } = this.form.elements;
      if (target !== sample) this.leave();
      else if (sample.value) this.guarded(() => this.write());
      else this.leave();
    });
    this.offer();
    addEventListener("hashchange", () => this.follow());
    this.follow();
  }

  // Beside each sample of the page that can be replayed here, a link that replays it.
  offer() {
    for (const { value, dataset } of this.form.elements.sample?.options ?? []) {
      for (const own of document.querySelectorAll(`[data-sample="${dataset.key}"] > .smp-line > a`)) {
        const link = document.createElement("a");
        link.href = `#${this.root.dataset.play}?sample=${Number(value) + 1}`;
        link.textContent = word("replay");
        link.setAttribute("aria-label", word("replay-named", { sample: own.getAttribute("aria-label").replace("Link to ", "") }));
        // Clicked again, the address does not change.
        link.addEventListener("click", () => location.hash === link.hash && this.follow());
        link.className = "smp-replay";
        own.parentElement.append(link);
      }
    }
  }

  async guarded(action) {
    this.tell("");
    this.part("problem").textContent = "";
    try {
      await action();
    } catch (error) {
      this.model?.worker.terminate();
      this.model = null;
      this.wish = null;
      this.tell("");
      this.part("problem").textContent = word("problem", { problem: error.message });
      this.part("plain").hidden = false;
    }
  }

  // Read the form as a receipt: a kept sample by its number, or the reader's own wishes.
  wanted() {
    const { sample, order, temperature, seed, start } = this.form.elements;
    if (sample?.value) return { sample: Number(sample.value) };
    const limit = Number(this.root.dataset.limit);
    return {
      order: Number(order.value),
      temperature: Number(temperature.value),
      seed: BigInt(seed.value),
      index: 0,
      prompt: start.value,
      limit,
    };
  }

  tell(words) {
    this.part("status").textContent = words;
    this.part("progress").hidden = true;
  }

  // Return the model, fetched when it is first asked for: that it comes, and how much of it, can be seen.
  async fetched() {
    if (!this.model) {
      const bar = this.part("progress");
      this.tell(word("fetching", { kilobytes: Math.round(bar.max / 1000) }));
      bar.hidden = false;
      bar.value = 0;
      this.model = new Model(this.root, (bytes) => {
        bar.value += bytes;
      });
    }
    return this.model.ready;
  }

  // Start a text as the form asks for it; where its text is written already, that of the next seed.
  async begin() {
    const { seed, sample } = this.form.elements;
    const replayed = sample?.value;
    if (!replayed && !this.form.reportValidity()) return false;
    if (!replayed && this.wish && this.over && !this.byHand) {
      seed.value = String(BigInt.asUintN(64, BigInt(seed.value) + 1n));
    }
    this.going += 1;
    const mine = this.going;
    const { samples } = await this.fetched();
    if (mine !== this.going) return false;
    if (replayed) {
      this.published = samples[Number(replayed)];
      this.showSettings(this.published);
    }
    this.wish = this.wanted();
    this.byHand = false;
    this.show(await this.model.ask("start", this.wish));
    return mine === this.going;
  }

  async write() {
    if (await this.begin()) this.finish(await this.model.ask("run"));
  }

  // Show how a kept sample was written: its order may be higher than those that readers choose from.
  showSettings({ order, temperature, seed, prompt }) {
    const fields = this.form.elements;
    this.leave(fields.sample.value);
    if (![...fields.order.options].some(({ value }) => value === String(order))) {
      fields.order.add(Object.assign(new Option(word("as-published", { order }), order), { className: "play-kept" }));
    }
    Object.assign(fields.order, { value: order });
    Object.assign(fields.temperature, { value: temperature });
    Object.assign(fields.seed, { value: seed });
    Object.assign(fields.start, { value: prompt });
  }

  // Leave a sample, or go to another: an order that only it has goes with it.
  leave(other = "") {
    const { order, sample } = this.form.elements;
    if (sample) sample.value = other;
    const kept = order.querySelector(".play-kept");
    if (kept?.selected) order.value = String(order.options.length - 1);
    kept?.remove();
  }

  async slowly() {
    if ((!this.wish || this.over) && !(await this.begin())) return;
    this.going += 1;
    const mine = this.going;
    while (mine === this.going && !this.over) {
      this.show(await this.model.ask("step", {}));
      await new Promise((done) => setTimeout(done, SLOW_MS));
    }
    if (this.over) this.finish(this.seen);
  }

  async step() {
    if ((!this.wish || this.over) && !(await this.begin())) return;
    this.going += 1;
    const seen = await this.model.ask("step", {});
    if (seen.ended || seen.full) this.finish(seen);
    else this.show(seen);
  }

  async back() {
    this.going += 1;
    if (this.wish) this.show(await this.model.ask("back"));
  }

  async pick(character) {
    this.going += 1;
    this.byHand = true;
    const seen = await this.model.ask("step", { pick: character });
    if (seen.ended || seen.full) this.finish(seen);
    else this.show(seen);
  }

  show(seen) {
    this.seen = seen;
    this.over = seen.ended || seen.full;
    const paper = this.part("paper");
    paper.hidden = false;
    const begun = this.wish.sample === undefined ? this.wish.prompt : "";
    const prompt = document.createElement("b");
    prompt.className = "smp-prompt";
    prompt.textContent = begun;
    this.part("text").replaceChildren(prompt, seen.text.slice(begun.length), this.over ? "" : "▏");
    if (seen.full && !seen.ended) this.part("text").append(" […]");
    this.part("link").replaceChildren(...this.receipt());
    this.options(seen);
    this.tell("");
  }

  finish(seen) {
    this.show(seen);
    const { seed, sample } = this.form.elements;
    const length = word(seen.ended ? "whole" : "cut", { characters: [...seen.text].length });
    if (this.wish.sample === undefined) {
      this.tell(word(this.byHand ? "written-by-hand" : "written", { seed: seed.value, length }));
    } else {
      const how = seen.text === this.published.text ? "same" : "other";
      this.tell(word(how, { sample: sample.selectedOptions[0].text, length }));
    }
  }

  receipt() {
    if (this.byHand) return [word("no-link")];
    const link = document.createElement("a");
    link.href = this.address();
    const [before, inside, after] = word("link").split(/[[\]]/);
    link.textContent = inside;
    return [before, link, after];
  }

  address() {
    const { sample, order, temperature, seed, prompt } = this.wish;
    if (sample !== undefined) return `#${this.root.dataset.play}?sample=${sample + 1}`;
    const told = { order, temperature, seed, model: this.root.dataset.digest };
    if (prompt) told.start = prompt;
    return `#${this.root.dataset.play}?${new URLSearchParams(told)}`;
  }

  // Open a link that this page made: fill the form from it and write.
  follow() {
    const [name, told] = split(location.hash.slice(1));
    if (name !== this.root.dataset.play || !told) return;
    const fields = this.form.elements;
    const receipt = new URLSearchParams(told);
    for (const field of ["order", "temperature", "seed", "start"]) {
      if (receipt.has(field)) fields[field].value = receipt.get(field);
    }
    this.leave(receipt.has("sample") ? String(Number(receipt.get("sample")) - 1) : "");
    this.wish = null;
    this.root.scrollIntoView();
    this.guarded(() => {
      const other = receipt.has("model") && receipt.get("model") !== this.root.dataset.digest;
      if (other) this.part("problem").textContent = word("other-model");
      return this.write();
    });
  }

  options(seen) {
    const after = seen.history === "" ? word("anywhere") : word("after", { history: visible(seen.history) });
    const place = seen.atStart ? word("first", { place: after }) : after;
    const heading = this.over ? "" : word("follow", { place, options: seen.options.length });
    this.part("heading").textContent = heading;
    const items = (this.over ? [] : seen.options.slice(0, SHOWN)).map(([character, p]) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.disabled = this.wish.sample !== undefined;
      button.style.setProperty("--share", `${100 * p}%`);
      const percent = p >= 0.1 || p === 0 ? Math.round(100 * p) : Number((100 * p).toPrecision(1));
      button.innerHTML = "<span></span> <small></small>";
      button.firstChild.textContent = NAMES[character] ?? character;
      button.lastChild.textContent = `${percent}%`;
      button.addEventListener("click", () => this.guarded(() => this.pick(character)));
      item.append(button);
      return item;
    });
    this.part("options").replaceChildren(...items);
  }
}

function split(text) {
  const place = text.indexOf("?");
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}

function visible(text) {
  return text.replaceAll(" ", "␣").replaceAll("\n", "⏎").replace(/^~/, "");
}

for (const root of document.querySelectorAll("[data-play]")) new Playground(root);
