"""Samples: finding copies against plain string search, and the playground's file against a dictionary.

    python -m bench.samples [--texts 20] [--runs 3]

Copies: the longest piece of training that ends with each character of generated texts, by the index and by looking
pieces up in all texts with Python's ``in``; both must agree. The file: all histories of the demo corpus, and the
pruned ones, against JSON of the first project's dictionary, compressed alike; and what pruning costs in bits.
"""

from __future__ import annotations

import argparse
import json
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from fridaygram.corpus.store import open_corpus
from fridaygram.lm import load_model, memorise, sample_texts, train
from fridaygram.values.playground.contexts import all_contexts
from fridaygram.values.playground.packing import pack
from fridaygram.values.playground.pocket import bits_a_character, unpack
from fridaygram.values.playground.pruning import fitted, in_enough_texts, telling

if TYPE_CHECKING:
    from fridaygram.lm import Index

DEMO = Path(__file__).parents[1] / "content" / "corpus" / "demo"
ORDER = 6


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    rows = open_corpus(DEMO).reviews()
    reviews, songs = [row.content for row in rows], [row.song.key if row.song else "" for row in rows]
    index = train(reviews, held_out=0.2, seed=1, groups=songs)
    held_out = [reviews[number] for number in index.held_out.texts] if index.held_out else []
    trained = [index.decode(index.codes[low:high]) for low, high in pairwise([*index.starts.tolist(), index.rows])]
    _copies(index, trained, args.texts, args.runs)
    _files(index, trained, held_out)


def _copies(index: Index, trained: list[str], count: int, runs: int) -> None:
    texts = [one.text for one in sample_texts(load_model("mle", index, 8), count=count, seed=1, limit=400)]
    whole = "\0".join(trained)

    def ours() -> list[tuple[int, ...]]:
        return [memorise(index, text).lengths for text in texts]

    def plain() -> list[tuple[int, ...]]:
        return [_searched(text, whole) for text in texts]

    if ours() != plain():
        raise SystemExit("the two ways disagree")
    took: dict[str, list[float]] = {"index": [], "search": []}
    ways: tuple[tuple[str, Callable[[], object]], ...] = (("index", ours), ("search", plain))
    for _ in range(runs):
        for name, way in ways:
            start = time.perf_counter()
            way()
            took[name].append(time.perf_counter() - start)
    fast, slow = median(took["index"]), median(took["search"])
    characters = sum(map(len, texts))
    print(f"copies of {characters:,} characters in {len(whole):,}: index {fast:.3f} s, search {slow:.3f} s")
    print(f"ratio {slow / fast:.0f}\n")


def _searched(text: str, whole: str) -> tuple[int, ...]:
    """Return the lengths of ``memorise``: the longest match grows or shrinks from one character to the next."""
    lengths, length = [], 0
    for end in range(1, len(text) + 1):
        length += 1
        while length and text[end - length : end] not in whole:
            length -= 1
        lengths.append(length)
    return tuple(lengths)


def _files(index: Index, trained: list[str], held_out: list[str]) -> None:
    everything = all_contexts(index, ORDER)
    dictionary = zlib.compress(json.dumps(_dictionary(trained), ensure_ascii=False).encode(), 9)
    print(f"{'what':<42} {'histories':>9} {'bytes':>9} {'ratio':>6} {'bits':>7}")
    print(f"{f'dictionary of order {ORDER} alone, JSON':<42} {'':>9} {len(dictionary):>9,} {1:>6.2f}")
    rows = [(f"all orders to {ORDER}", everything, pack(everything))]
    for least, kilobytes in ((1, 300), (3, 300), (3, 150), (3, 100), (5, 100)):
        shared = everything.only(in_enough_texts(everything, least))
        name = f"of {least} or more reviews, {kilobytes} KB at most"
        rows.append((name, *fitted(shared.only(telling(shared)), kilobytes * 1000)))
    for name, contexts, data in rows:
        bits = bits_a_character(unpack(data), held_out, smoothed=True)
        ratio = len(data) / len(dictionary)
        print(f"{name:<42} {len(contexts.depth):>9,} {len(data):>9,} {ratio:>6.2f} {bits:>7.3f}")
    print("bits a character on held-out reviews, smoothed alike (Witten and Bell)")


def _dictionary(texts: list[str]) -> dict[str, dict[str, int]]:
    """Count what follows each history of ORDER characters, "~" before the start, as the first project does."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        padded = "~" * ORDER + text
        for place, event in enumerate([*text, ""]):
            counts[padded[place : place + ORDER]][event] += 1
    return {history: dict(counts[history]) for history in sorted(counts)}


if __name__ == "__main__":
    main()
