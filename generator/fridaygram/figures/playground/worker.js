// A pocket model in a worker: the generator of random numbers, the model's file, drawing. It writes what Python writes.
"use strict";

// xoshiro256** seeded by SplitMix64, as generator/fridaygram/lm/rng.py specifies it.
const u64 = (value) => BigInt.asUintN(64, value);
const turned = (value, by) => u64((value << by) | (value >> (64n - by)));

function splitmix(state) {
  const next = u64(state + 0x9e3779b97f4a7c15n);
  let mixed = u64((next ^ (next >> 30n)) * 0xbf58476d1ce4e5b9n);
  mixed = u64((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
  return [next, mixed ^ (mixed >> 31n)];
}

function stream(seed, index) {
  let state = u64(splitmix(seed)[1] + BigInt(index));
  const words = [];
  for (let word = 0; word < 4; word += 1) {
    const [next, output] = splitmix(state);
    state = next;
    words.push(output);
  }
  return words;
}

// Return a number in [0, 1) and the state after it.
function uniform([a, b, c, d]) {
  const result = u64(turned(u64(b * 5n), 7n) * 9n);
  const shifted = u64(b << 17n);
  const third = c ^ a;
  const fourth = d ^ b;
  return [Number(result >> 11n) * 2 ** -53, [a ^ fourth, b ^ third, third ^ shifted, turned(fourth, 45n)]];
}

// The sum of numbers, rounded once (J. Shewchuk 1997), as Python's math.fsum gives it.
function sum(numbers) {
  let partials = [];
  for (let x of numbers) {
    const next = [];
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low) next.push(low);
      x = high;
    }
    next.push(x);
    partials = next;
  }
  let place = partials.length - 1;
  let high = place < 0 ? 0 : partials[place];
  let low = 0;
  while (place > 0 && !low) {
    place -= 1;
    const before = high;
    high = before + partials[place];
    low = partials[place] - (high - before);
  }
  if (place > 0 && low && low < 0 === partials[place - 1] < 0) {
    const twice = low * 2;
    if (high + twice - high === twice) high += twice;
  }
  return high;
}

// p^(1/T) to the last bit: logarithm and exponential in whole numbers of 200 binary places.
const PLACES = 200n;
const ONE = 1n << PLACES;
const view = new DataView(new ArrayBuffer(8));

function parts(number) {
  view.setFloat64(0, number);
  const bits = view.getBigUint64(0);
  return [(bits & ((1n << 52n) - 1n)) | (1n << 52n), Number((bits >> 52n) & 0x7ffn) - 1075];
}

function logarithm(value) {
  const ratio = ((value - ONE) << PLACES) / (value + ONE);
  const square = (ratio * ratio) >> PLACES;
  let total = 0n;
  for (let power = ratio, odd = 1n; power !== 0n && power !== -1n; power = (power * square) >> PLACES, odd += 2n) {
    total += power / odd;
  }
  return 2n * total;
}

const LN2 = -logarithm(ONE >> 1n);

function tempered(p, temperature) {
  if (temperature === 1 || p === 0 || p === 1) return p;
  const [mantissa, exponent] = parts(p);
  const log = logarithm(mantissa << (PLACES - 53n)) + BigInt(exponent + 53) * LN2;
  const [divisor, scale] = parts(temperature);
  const wanted = (log << BigInt(Math.max(0, -scale))) / (divisor << BigInt(Math.max(0, scale)));
  const twos = wanted / LN2;
  const rest = wanted - twos * LN2;
  let total = 0n;
  for (let term = ONE, step = 1n; term !== 0n && term !== -1n; term = ((term * rest) >> PLACES) / step, step += 1n) {
    total += term;
  }
  const power = Number(twos);
  if (power < -960) return 0;
  const digits = Number((total + (1n << (PLACES - 54n))) >> (PLACES - 53n));
  view.setBigUint64(0, BigInt(power - 53 + 1023) << 52n);
  return digits * view.getFloat64(0);
}

const known = new Map();

function weight(p, temperature) {
  const key = `${p} ${temperature}`;
  if (!known.has(key)) known.set(key, tempered(p, temperature));
  return known.get(key);
}

// The model's file: see generator/fridaygram/values/playground/packing.py.
const MAGIC = "fridaygram pocket model 1\n";
const START = "";

class Pocket {
  constructor(bytes) {
    if (String.fromCharCode(...bytes.slice(0, MAGIC.length)) !== MAGIC) throw new Error("not a pocket model");
    let place = MAGIC.length;
    const number = () => {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[place++];
        value += (byte & 127) * scale;
        if (byte < 128) return value;
      }
    };
    this.order = number();
    this.characters = [START];
    for (let left = number(); left > 0; left -= 1) this.characters.push(String.fromCodePoint(number()));
    this.symbol = new Map(this.characters.map((character, symbol) => [character, symbol]));
    this.width = this.characters.length;
    const contexts = number();
    number();
    this.child = new Map();
    const parents = new Int32Array(contexts).fill(-1);
    const waiting = [];
    for (let context = 0; context < contexts; context += 1) {
      while (waiting.length && waiting.at(-1)[1] === 0) waiting.pop();
      if (context) {
        const symbol = number();
        parents[context] = waiting.at(-1)[0];
        waiting.at(-1)[1] -= 1;
        this.child.set(parents[context] * this.width + symbol, context);
      }
      waiting.push([context, number()]);
    }
    this.followers = [];
    for (const parent of parents) {
      const candidates = parent < 0 ? this.characters.map((_, symbol) => symbol) : this.followers[parent].map(([s]) => s);
      this.followers.push(candidates.map((symbol) => [symbol, number()]).filter(([, count]) => count));
    }
  }

  // What may follow: [character or "" for the end, count] by symbol; and the history it is known from.
  after(text, order) {
    const history = [START, ...text];
    let context = 0;
    let length = 0;
    while (length < Math.min(order, history.length)) {
      const symbol = this.symbol.get(history[history.length - 1 - length]);
      const next = symbol === undefined ? undefined : this.child.get(context * this.width + symbol);
      if (next === undefined) break;
      context = next;
      length += 1;
    }
    const options = this.followers[context].map(([symbol, count]) => [this.characters[symbol], count]);
    return { history: history.slice(history.length - length), options };
  }

  choose(options, point, temperature) {
    const total = options.reduce((all, [, count]) => all + count, 0);
    const weights = options.map(([, count]) => weight(count / total, temperature));
    const wanted = point * sum(weights);
    let reached = 0;
    for (let place = 0; place < options.length; place += 1) {
      reached += weights[place];
      if (wanted < reached) return options[place][0];
    }
    return options.at(-1)[0];
  }
}

// A kept sample: the rows of its own histories, in the order of the index (generator/fridaygram/values/samples/pages.py).
class Kept {
  constructor(sample, pocket) {
    this.rows = sample.rows;
    this.pocket = pocket;
  }

  after(text, order) {
    const history = ["~", ...text].slice(-order);
    const rows = this.rows[history.join("")];
    if (!rows) return { history, options: [] };
    const counts = new Map();
    for (let place = 0; place < rows.length; place += 2) {
      counts.set(rows[place], (counts.get(rows[place]) ?? 0) + rows[place + 1]);
    }
    const symbol = this.pocket.symbol;
    this.run = rows;
    return { history, options: [...counts].sort((a, b) => symbol.get(a[0]) - symbol.get(b[0])) };
  }

  choose(options, point, temperature) {
    if (temperature !== 1) return this.pocket.choose(options, point, temperature);
    let row = Math.floor(point * options.reduce((all, [, count]) => all + count, 0));
    let place = 0;
    while (row >= this.run[place + 1]) {
      row -= this.run[place + 1];
      place += 2;
    }
    return this.run[place];
  }
}

let pocket = null;
let samples = [];
let session = null;

async function fetched(url, tell) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
  const counted = new TransformStream({
    transform(piece, out) {
      tell(piece.length);
      out.enqueue(piece);
    },
  });
  const stream = answer.body.pipeThrough(counted).pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function load({ model, kept }, tell) {
  pocket = new Pocket(await fetched(model, tell));
  if (kept) samples = JSON.parse(new TextDecoder().decode(await fetched(kept, tell)));
  return { order: pocket.order, samples: samples.map(({ rows, ...sample }) => sample) };
}

function start(wish) {
  const sample = wish.sample === undefined ? wish : samples[wish.sample];
  session = {
    model: wish.sample === undefined ? pocket : new Kept(sample, pocket),
    order: sample.order,
    temperature: sample.temperature,
    limit: sample.limit,
    text: [...sample.prompt],
    ended: false,
    state: stream(BigInt(sample.seed), sample.index),
    trail: [],
  };
  return look();
}

function look() {
  const { history, options } = session.model.after(session.text, session.order);
  const total = options.reduce((all, [, count]) => all + count, 0);
  return {
    text: session.text.join(""),
    ended: session.ended,
    full: session.text.length >= session.limit,
    history: history.join(""),
    atStart: history.length > 0 && (history[0] === START || (history[0] === "~" && history.length > session.text.length)),
    options: options.map(([character, count]) => [character, count / total]).sort((a, b) => b[1] - a[1]),
  };
}

function step(pick) {
  const { options } = session.model.after(session.text, session.order);
  if (session.ended || !options.length || session.text.length >= session.limit) return false;
  session.trail.push(session.state);
  const [point, state] = uniform(session.state);
  session.state = state;
  const choice = pick === undefined ? session.model.choose(options, point, session.temperature) : pick;
  if (choice === "") session.ended = true;
  else session.text.push(choice);
  return true;
}

function back() {
  if (!session.trail.length) return look();
  session.state = session.trail.pop();
  if (session.ended) session.ended = false;
  else session.text.pop();
  return look();
}

function run() {
  while (step());
  return look();
}

const answers = { load, start, look, back, run, step: ({ pick }) => (step(pick), look()) };

addEventListener("message", async ({ data: { id, what, ...rest } }) => {
  try {
    postMessage({ id, answer: await answers[what](rest, (bytes) => postMessage({ id, bytes })) });
  } catch (error) {
    postMessage({ id, problem: error.message });
  }
});
