// Texts that answer: at any character of a generated text, what the model expected there, and which text it copied.
// A text is left as it stands: places are found from the pointer and shown by ranges, so that it can still be copied.
(() => {
  "use strict";
  const NAMES = {
    "": word("the-end"),
    " ": word("space"),
    "\n": word("new-line"),
    "\u00a0": word("fixed-space"),
    "<unk>": word("unknown-character"),
  };
  const OPENS_MS = 180;
  const LEAVES_MS = 300;
  const LEFT_OUT = ".smp-ref, .smp-cut";
  const make = (tag, className, ...inside) => {
    const element = Object.assign(document.createElement(tag), { className });
    element.append(...inside);
    return element;
  };
  const named = (character) => NAMES[character] ?? character;
  const inLine = (character) => ({ " ": "␣", "\n": "⏎" })[character] ?? character;
  const language = document.documentElement.lang;
  const numbers = (options) => new Intl.NumberFormat(language, options);
  const percents = numbers({ style: "percent", maximumSignificantDigits: 2 });
  const decimals = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const row = (character, chance, written) => {
    const shown = [make("span", "", named(character)), " ", make("small", "", percents.format(chance))];
    const item = make("li", written ? "smp-written" : "", ...shown);
    item.style.setProperty("--share", `${100 * chance}%`);
    return item;
  };

  // One answer is open at a time, so all texts share what shows it.
  const says = make("div", "smp-says");
  const buttons = [-1, 1].map((by) => {
    const button = make("button", "", by < 0 ? `‹ ${word("character-before")}` : `${word("character-after")} ›`);
    button.type = "button";
    button.addEventListener("click", () => open.text.go(open.place + by));
    return button;
  });
  const answer = make("div", "smp-answer", says, make("p", "smp-steps", ...buttons));
  const spoken = make("p", "unseen");
  const open = { text: null, place: 0, pinned: false };
  let timer = 0;

  const later = (milliseconds, action) => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
  const isOpen = () => answer.matches(":popover-open");
  const close = () => {
    clearTimeout(timer);
    if (isOpen()) answer.hidePopover();
  };

  const isSign = (node) => node.parentElement.closest("[data-sign]");
  // Where Safari has no caretPositionFromPoint, it has a range.
  const caretAt = (x, y) => {
    if (document.caretPositionFromPoint) return document.caretPositionFromPoint(x, y) ?? {};
    const range = document.caretRangeFromPoint?.(x, y);
    return { offsetNode: range?.startContainer, offset: range?.startOffset };
  };

  const left = () => {
    clearTimeout(timer);
    if (!open.pinned) later(LEAVES_MS, close);
  };

  class AskedText {
    constructor(data) {
      this.element = data.previousElementSibling;
      Object.assign(this, JSON.parse(data.textContent));
      this.choices = new Map(this.expected.map(([place, ...rest]) => [place, rest]));
      this.copies = [...this.element.parentElement.querySelectorAll(".smp-pieces > li")];
      this.last = 0;
      this.find();
      if (!this.choices.size && !this.copies.length) return;
      const { element } = this;
      for (const told of element.querySelectorAll("[title]")) told.removeAttribute("title");
      element.tabIndex = 0;
      element.setAttribute("role", "group");
      element.setAttribute("aria-label", word("asked-text"));
      element.classList.add("smp-asked");
      element.addEventListener("keydown", (event) => this.key(event));
      element.addEventListener("click", (event) => this.tapped(event));
      element.addEventListener("pointermove", (event) => this.hovered(event));
      element.addEventListener("pointerleave", left);
    }

    // Where each place of the text stands: [node, from, to] by place. A sign stands for the place after it.
    find() {
      this.places = [];
      this.known = new Map();
      const walker = document.createTreeWalker(this.element, NodeFilter.SHOW_TEXT);
      let sign = null;
      while (walker.nextNode()) {
        const node = walker.currentNode;
        const parent = node.parentElement;
        if (parent.closest(LEFT_OUT)) continue;
        this.known.set(node, this.places.length);
        if (isSign(node)) {
          sign = [node, 0, node.data.length];
          continue;
        }
        let from = 0;
        for (const character of node.data) {
          this.places.push(sign ?? [node, from, from + character.length]);
          from += character.length;
          sign = null;
        }
      }
      this.text = this.places.map(([node, from, to]) => (isSign(node) ? "\n" : node.data.slice(from, to)));
      if (sign) this.places.push(sign);
    }

    range(place) {
      const [node, from, to] = this.places[place];
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, to);
      return range;
    }

    // The place under a point, -1 where there is none.
    at(x, y) {
      const { offsetNode: node, offset } = caretAt(x, y);
      const first = this.known.get(node);
      if (first === undefined || isSign(node)) return first ?? -1;
      const near = first + [...node.data.slice(0, offset)].length;
      const line = parseFloat(getComputedStyle(this.element).lineHeight) / 2;
      const isUnder = (box) => x >= box.left && x < box.right && Math.abs(y - (box.top + box.bottom) / 2) <= line;
      const holds = (place) => place in this.places && [...this.range(place).getClientRects()].some(isUnder);
      return [near - 1, near].find(holds) ?? -1;
    }

    tapped(event) {
      if (event.target.closest("a") || !getSelection().isCollapsed) return;
      const place = event.detail ? this.at(event.clientX, event.clientY) : this.last;
      if (place >= 0) this.go(place);
    }

    hovered({ pointerType, buttons: pressed, clientX, clientY }) {
      if (pointerType !== "mouse" || pressed || (open.pinned && open.text === this)) return;
      const place = this.at(clientX, clientY);
      if (place < 0 || (isOpen() && open.text === this && open.place === place)) return clearTimeout(timer);
      later(isOpen() ? 0 : OPENS_MS, () => (this.answers(place).length ? this.show(place) : close()));
    }

    key(event) {
      const forwards = getComputedStyle(this.element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
      const end = this.places.length - 1;
      const backwards = forwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
      const { last } = this;
      const moves = { [forwards]: last + 1, [backwards]: last - 1, Home: 0, End: end, Enter: last, " ": last };
      const held = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
      if (event.target !== this.element || held || !(event.key in moves)) return;
      event.preventDefault();
      // A closed answer opens where it was.
      this.go(isOpen() ? moves[event.key] : last);
    }

    // Open a place to stay, by key or tap, and say it.
    go(place) {
      const there = Math.max(0, Math.min(place, this.places.length - 1));
      const { top, bottom } = this.range(there).getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) scrollBy({ top: top - innerHeight / 2, behavior: "instant" });
      this.show(there);
      open.pinned = true;
      spoken.textContent = says.innerText.replace(/\s+/g, " ");
    }

    show(place) {
      clearTimeout(timer);
      this.last = place;
      open.pinned = false;
      const answers = this.answers(place);
      says.replaceChildren(...(answers.length ? answers : [word("nothing-kept")]));
      // It stands in the order of keys where it is asked: after its text.
      if (answer.previousElementSibling !== this.element) this.element.after(answer);
      Object.assign(open, { text: this, place });
      const range = this.range(place);
      CSS.highlights?.set("smp-here", new Highlight(range));
      if (!isOpen()) answer.showPopover();
      const box = range.getBoundingClientRect();
      const above = box.top - answer.offsetHeight - 6;
      const most = document.documentElement.clientWidth - answer.offsetWidth - 12;
      answer.style.left = `${Math.max(12, Math.min(box.left - 24, most)) + scrollX}px`;
      answer.style.top = `${(above > 6 ? above : box.bottom + 6) + scrollY}px`;
    }

    answers(place) {
      return [...this.expectation(place), ...this.copied(place)];
    }

    expectation(place) {
      const character = this.text[place] ?? "";
      if (place < this.begun) return [make("p", "", word("given", { character: named(character) }))];
      if (!this.choices.size) return [];
      const seen = this.text.slice(Math.max(0, place - (this.order ?? 16)), place).map(inLine).join("");
      const cut = this.order === null && place > 16 ? "…" : "";
      const anywhere = place ? word("anywhere") : word("at-the-start");
      const history = seen ? word("after-history", { history: cut + seen }) : anywhere;
      const chosen = this.choices.get(place);
      if (!chosen) return [make("p", "", word("no-choice", { place: history, character: named(character) }))];
      const [chance, rank, among, ...likely] = chosen;
      const list = make("ol", "smp-likely");
      for (let at = 0; at < likely.length; at += 2) {
        list.append(row(likely[at], likely[at + 1], likely[at] === character));
      }
      if (!list.querySelector(".smp-written")) list.append(row(character, chance, true));
      const told = { character: named(character), chance: percents.format(chance), rank, among };
      told.bits = decimals.format(-Math.log2(chance));
      const written = rank ? word("written-rank", told) : word("written", told);
      return [make("p", "", word("a-choice", { place: history })), list, make("p", "", written)];
    }

    // What the list of copies says of the longest copy that a place lies in.
    copied(place) {
      const length = ({ dataset }) => Number(dataset.length);
      const from = ({ dataset }) => Number(dataset.from);
      const around = this.copies.filter((copy) => place >= from(copy) && place < from(copy) + length(copy));
      const [longest] = around.sort((one, other) => length(other) - length(one));
      return longest ? [make("p", "smp-whose", word("copied-from"), " ", ...longest.cloneNode(true).childNodes)] : [];
    }
  }

  answer.popover = "auto";
  answer.setAttribute("role", "group");
  answer.setAttribute("aria-label", word("at-this-character"));
  spoken.setAttribute("role", "status");
  answer.addEventListener("beforetoggle", ({ newState }) => {
    if (newState !== "closed") return;
    CSS.highlights?.delete("smp-here");
    open.pinned = false;
  });
  answer.addEventListener("pointerenter", () => clearTimeout(timer));
  answer.addEventListener("pointerleave", left);
  document.addEventListener("focusin", ({ target }) => {
    if (isOpen() && open.pinned && !answer.contains(target) && target !== open.text.element) close();
  });

  const answers = document.querySelectorAll("script.smp-answers");
  if (!answers.length || !("popover" in HTMLElement.prototype)) return;
  document.body.append(spoken);
  for (const data of answers) new AskedText(data);
})();
