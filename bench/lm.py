"""Training, sampling, copies and smoothing on real reviews and on some 19 million characters, against peers.

The reviews are the JSON lines that BENCH_REVIEWS names (each with "content"), else ../shared/data/reviews_train.jsonl
where that is, else the demo corpus. The large corpus is sampled from the unsmoothed model of order 6 of the reviews,
since no larger one is at hand: its histories repeat more than those of as much real text would.

Seconds are of the CPU, all threads together, and rates are characters in one such second: a machine that does other
things meanwhile is fair to all. What uses every core has its number by the clock too. Of runs that are repeated (ours
and lmplz) the quickest counts.

Peers, each in a process of its own: a dictionary of Counters an order; nltk.lm and KenLM (lmplz, build_binary and query
on the path, or in the folder that KENLM_BIN names) where they are installed. BENCH_LARGE=0 leaves the large corpus out;
BENCH_SLOW=0 trains the dictionary of orders 4 and 8 alone on it, for all seven take minutes and 10 GB.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from fridaygram.lm import build_index, sample_batch, split_texts

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "bench" / "peers"
ORDERS = ("1", "2", "4", "6", "8", "10", "16")
LARGE_CHARACTERS, LARGE_ORDER = 18_900_000, 6
KENLM_ORDERS = (4, 6, 8, 16)
RATES = ("stream", "batch", "batch_elapsed", "memorise", "memorise_elapsed")
MODELS = {
    "witten-bell": (3, 4, 5),
    "ppm": (4, 5, 6, 7),
    "kneser-ney": (8, 12, 16, 24),
    "context-mixing": (),
    "context-mixing-cache": (),
}
"""The orders that each model is tried at; none for a model that has none."""


def reviews() -> tuple[list[str], str]:
    """Return the texts and where they come from."""
    shared = ROOT.parent / "shared" / "data" / "reviews_train.jsonl"
    named = os.environ.get("BENCH_REVIEWS")
    path = Path(named) if named else shared if shared.is_file() else ROOT / "content/corpus/demo/reviews.jsonl"
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["content"] for line in lines], path.name


def larger(texts: list[str]) -> list[str]:
    """Return texts of LARGE_CHARACTERS in all, sampled from a model of ``texts`` with seeds of their own."""
    index, seed = build_index(texts), 1000
    found: list[str] = []
    while sum(map(len, found)) < LARGE_CHARACTERS:
        found += sample_batch(index, LARGE_ORDER, count=2000, seed=seed, limit=4000).texts()
        seed += 1
    size = 0
    for number, text in enumerate(found):
        size += len(text)
        if size >= LARGE_CHARACTERS:
            return found[: number + 1]
    return found


def run(*command: str | Path) -> dict[str, Any]:
    """Run a worker and return the JSON that it prints. Raises RuntimeError where it fails."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "generator"), str(ROOT)))}
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[1]} failed: {done.stderr[-400:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def command_seconds(texts: list[str], folder: Path) -> dict[str, float]:
    """Return CPU seconds of ``fridaygram train`` as users run it, and with nothing held out."""
    blog, source = folder / "blog", folder / "texts.jsonl"
    (blog / "content").mkdir(parents=True)
    shutil.copy(ROOT / "site.toml", blog)
    source.write_text("".join(json.dumps({"content": text}) + "\n" for text in texts), "utf-8")
    program = (sys.executable, "-m", "fridaygram")
    run(*program, "corpus", "import", source, "--name", "texts", "--blog", blog, "--json")
    found = {}
    for name, options in (("default", ()), ("whole", ("--held-out", "0"))):
        begin = resource.getrusage(resource.RUSAGE_CHILDREN)
        run(*program, "train", "texts", *options, "--blog", blog, "--json")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found[name] = after.ru_utime + after.ru_stime - begin.ru_utime - begin.ru_stime
    return found


def nltk_python() -> str | None:
    """Return a Python that has nltk, None where there is none."""
    for python in (sys.executable, str(ROOT / ".venv-bench/bin/python"), os.environ.get("BENCH_PYTHON", "")):
        if python and shutil.which(python):
            tried = subprocess.run([python, "-c", "import nltk.lm"], capture_output=True, check=False)
            if tried.returncode == 0:
                return python
    return None


def kenlm_program(name: str) -> str | None:
    """Return the path of one of KenLM's programs, None where it is not installed."""
    return shutil.which(name, path=os.pathsep.join(filter(None, (os.environ.get("KENLM_BIN"), os.environ["PATH"]))))


def as_tokens(texts: list[str]) -> str:
    """Return a text a line, each character a word, as KenLM reads it."""
    return "".join(" ".join(f"{ord(character):x}" for character in text) + "\n" for text in texts)


def kenlm(texts: list[str], held_out: list[str], order: int, folder: Path) -> dict[str, float]:
    """Return CPU seconds of lmplz, build_binary and query, and the perplexity, at ``order`` characters of history."""
    lmplz, binary, query = (str(kenlm_program(name)) for name in ("lmplz", "build_binary", "query"))
    (folder / "train.txt").write_text(as_tokens(texts))
    (folder / "held.txt").write_text(as_tokens(held_out))
    seconds, clocks = [], []
    steps = (
        [lmplz, "-o", str(order + 1), "-S", "2G", "-T", str(folder), "--discount_fallback", "--minimum_block", "1K"],
        [binary, "probing", str(folder / "model.arpa"), str(folder / "model.bin")],
        [query, "-v", "summary", str(folder / "model.bin")],
    )
    said = ""
    for step, stdin, stdout in zip(
        steps, ("train.txt", "train.txt", "held.txt"), ("model.arpa", "a", "b"), strict=True
    ):
        clock, begin = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        with (folder / stdin).open() as source, (folder / stdout).open("w") as target:
            done = subprocess.run(step, stdin=source, stdout=target, stderr=subprocess.PIPE, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - begin.ru_utime - begin.ru_stime)
        clocks.append(time.perf_counter() - clock)
        said = (folder / stdout).read_text() if stdout == "b" else ""
        if done.returncode:
            raise RuntimeError(f"{step[0]} failed: {done.stderr[-400:]}")
    perplexity = re.search(r"Perplexity including OOVs:\s+([\d.e+]+)", said + done.stderr)
    return {
        "train": seconds[0],
        "train_elapsed": clocks[0],
        "binary": seconds[1],
        "query": seconds[2],
        "perplexity": float(perplexity.group(1)) if perplexity else float("nan"),
    }


def show(title: str, found: dict[str, Any], peers: dict[str, dict[str, Any]]) -> None:
    """Print the table of one corpus."""
    counters, nltk = peers["dict"], peers.get("nltk")
    print(f"\n## {title}: {found['texts']:,} texts, {found['characters']:,} characters\n")
    print("| what | Fridaygram | peers |\n| --- | --: | --- |")
    ours = f"{found['train']:.2f} s ({found['train_elapsed']:.2f} by the clock), {found['train_peak']:,.0f} MB"
    print(f"| index, every order | {ours} | {trained(found, peers)} |")
    first = f"{found['train_first']:.2f} s by the clock"
    print(f"| the same, the first time in a process | {first} | |")
    command = f"{found['command']['default']:.2f} s; {found['command']['whole']:.2f} s with --held-out 0"
    print(f"| the command: fridaygram train | {command} | |")
    print(f"| the first call of a process: imports and compiled code | {found['warm_up']:.2f} s | |")
    print(f"| write | {found['save']:.2f} s, {found['bytes'] / found['characters']:.1f} bytes a character | |")
    print(f"| open | {found['open'] * 1000:.2f} ms | |")
    rate = found["stream"]
    peer = f"dictionary {counters['sample'] / 1e6:.2f} M/s ({rate / counters['sample']:.0f}x)"
    if nltk:
        peer += f"; nltk.lm {nltk['sample']:,.0f}/s ({rate / nltk['sample']:,.0f}x)"
    print(f"| sample order 8, one stream (table of runs: {found['table']:.2f} s) | {rate / 1e6:.1f} M/s | {peer} |")
    clock = found["batch_elapsed"] / 1e6
    print(f"| sample order 8, 1,000 texts | {found['batch'] / 1e6:.1f} M/s ({clock:.1f} by the clock) | |")
    clock = found["memorise_elapsed"] / 1e6
    what = f"longest match of each of {found['query']:,} characters (tables: {found['tables']:.2f} s)"
    print(f"| {what} | {found['memorise'] / 1e6:.1f} M/s ({clock:.1f} by the clock) | |")
    tree = f"{found['tree']:.2f} s; {found['discounts']:.2f} s; {found['tree_peak']:,.0f} MB"
    print(f"| context tree to order 16; Kneser-Ney's discounts | {tree} | |")
    peer = ""
    if "lmplz16" in peers:
        query = peers["lmplz16"]["query"]
        peer = f"KenLM's query {query:.2f} s ({found['score'] / query:.2f}x its time)"
    print(f"| Kneser-Ney order 16, {found['scored']:,} events | {found['score']:.2f} s | {peer} |")


def trained(found: dict[str, Any], peers: dict[str, dict[str, Any]]) -> str:
    """Say how long the peers took to train, and how many times ours that is."""
    counters = {name[6:]: value for name, value in peers["dict"].items() if name.startswith("train_")}
    together = sum(counters.values())
    memory = max(value for name, value in peers["dict"].items() if name.startswith("peak_"))
    said = ", ".join(f"n={order} {value:.1f} s" for order, value in counters.items())
    clock = peers["dict"]["elapsed"]
    out = f"dictionaries {together:.1f} s ({together / found['train']:.0f}x), {clock:.1f} s by the clock "
    out += f"({clock / found['train_elapsed']:.0f}x): {said}; {memory:,.0f} MB"
    for name in ("nltk", "lmplz"):
        if name in peers:
            peer = peers[name]
            out += f"; {name} (order {peer['order']}) {peer['train']:.1f} s ({peer['train'] / found['train']:.1f}x)"
    if "lmplz" in peers:
        clock, binary = peers["lmplz"]["train_elapsed"], peers["lmplz"]["binary"]
        out += f", {clock:.1f} s by the clock ({clock / found['train_elapsed']:.1f}x), its query file {binary:.1f} s"
    return out


def measured(title: str, texts: list[str], held_out: list[str], orders: tuple[str, ...], *, small: bool) -> None:
    """Measure one corpus and print its tables. Ours and lmplz run twice, in turn, and the quicker run counts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "texts.json").write_text(json.dumps(texts), "utf-8")
        (folder / "held.json").write_text(json.dumps(held_out), "utf-8")
        files = (folder / "texts.json", folder / "held.json")
        with_kenlm = all(map(kenlm_program, ("lmplz", "build_binary", "query")))
        peers: dict[str, dict[str, Any]] = {}
        run(sys.executable, PEERS / "lm_index.py", *files, folder / "model")  # compiled code is kept from here on
        found = run(sys.executable, PEERS / "lm_index.py", *files, folder / "model")
        if with_kenlm:
            kept = held_out[: found["scored_texts"]]
            peers["lmplz"] = kenlm(texts, kept, 10, folder) | {"order": 10}
        found = quicker(found, run(sys.executable, PEERS / "lm_index.py", *files, folder / "model"))
        if with_kenlm:
            peers["lmplz"] = quicker(peers["lmplz"], kenlm(texts, kept, 10, folder) | {"order": 10})
        found["command"] = command_seconds(texts, folder)
        peers["dict"] = run(sys.executable, PEERS / "lm_dict.py", files[0], *orders)
        python = nltk_python()
        if python and small:
            peers["nltk"] = run(python, PEERS / "lm_nltk.py", files[0], "4") | {"order": 4}
        if with_kenlm and small:
            peers["lmplz16"] = quicker(kenlm(texts, kept, 16, folder), kenlm(texts, kept, 16, folder))
        show(title, found, peers)
        if with_kenlm and small:
            same_bits(texts, held_out, folder)


def quicker(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return the better of two runs, number by number: the greater rate, the less of anything else."""
    return {name: (max if name in RATES else min)(value, other[name]) for name, value in one.items()}


def same_bits(texts: list[str], held_out: list[str], folder: Path) -> None:
    """Print Kneser-Ney's bits an event beside KenLM's, on texts whose characters all stand in training."""
    import math

    from fridaygram.lm import evaluate

    known = set("".join(texts))
    held_out = ["".join(character for character in text if character in known) for text in held_out]
    rows = {
        row.order: row for row in evaluate(build_index(texts), held_out, orders=KENLM_ORDERS).rows if row.perplexity
    }
    print("\n| order | Kneser-Ney, bits | KenLM | difference |\n| --: | --: | --: | --: |")
    for order in KENLM_ORDERS:
        theirs = math.log2(kenlm(texts, held_out, order, folder)["perplexity"])
        ours = rows[order].bits_per_character or math.inf
        print(f"| {order} | {ours:.4f} | {theirs:.4f} | {ours - theirs:+.5f} |")


def held_out_bits(texts: list[str], held_out: list[str]) -> None:
    """Print bits an event of every kind of model at its best order of a few."""
    from fridaygram.lm import evaluate

    index = build_index(texts)
    print("\n| model | order | bits | CPU seconds, learning included |\n| --- | --: | --: | --: |")
    for name, orders in MODELS.items():
        begin = time.process_time()
        rows = evaluate(index, held_out, models=(name,), orders=orders or (1,)).rows
        best = min(rows, key=lambda row: row.bits_per_character or float("inf"))
        order, seconds = best.order if orders else "all", time.process_time() - begin
        print(f"| {name} | {order} | {best.bits_per_character:.4f} | {seconds:.1f} |")


def main() -> None:
    """Print the tables of both corpora."""
    texts, source = reviews()
    split = split_texts(texts, 0.2, 1)
    kept, held_out = ([texts[number] for number in side] for side in (split.train, split.held_out))
    measured(f"Reviews ({source}, four fifths)", kept, held_out, ORDERS, small=True)
    held_out_bits(kept, held_out)
    if os.environ.get("BENCH_LARGE") != "0":
        orders = ("4", "8") if os.environ.get("BENCH_SLOW") == "0" else ORDERS
        measured("Sampled from them", larger(kept), held_out, orders, small=False)


if __name__ == "__main__":
    main()
