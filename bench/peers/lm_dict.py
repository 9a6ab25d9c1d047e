"""A dictionary of Counters an order, as n-gram tutorials write it: ``lm_dict.py TEXTS ORDER ..`` prints JSON."""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from bisect import bisect
from collections import Counter, defaultdict
from itertools import accumulate
from pathlib import Path

LENGTH = 1_000_000


def train(texts: list[str], order: int) -> dict[str, Counter[str]]:
    """Count what follows every history of ``order`` characters."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        padded = "~" * order + text + "\n"
        for place in range(len(padded) - order):
            table[padded[place : place + order]][padded[place + order]] += 1
    return table


def sample(table: dict[str, Counter[str]], order: int, length: int) -> int:
    """Write ``length`` characters, texts one after the other, with cumulative counts made at first use."""
    source, ready = random.Random(1).random, {}
    history, out = "~" * order, []
    while len(out) < length:
        known = ready.get(history)
        if known is None:
            following = table[history]
            known = ready[history] = (list(following), list(accumulate(following.values())))
        character = known[0][bisect(known[1], source() * known[1][-1])]
        out.append(character)
        history = "~" * order if character == "\n" else history[1:] + character
    return len(out)


def peak() -> float:
    """Return the largest memory of this program so far, MB; ``ru_maxrss`` would count its parent's too on Linux."""
    status = Path("/proc/self/status")
    if status.is_file():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Train the orders one after the other, forgetting each; sample from order 8."""
    texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    found: dict[str, float] = {}
    for order in map(int, sys.argv[2:]):
        clock, begin = time.perf_counter(), time.process_time()
        table = train(texts, order)
        found[f"train_{order}"] = time.process_time() - begin
        found["elapsed"] = found.get("elapsed", 0.0) + time.perf_counter() - clock
        found[f"peak_{order}"] = peak()
        if order == 8:
            begin = time.process_time()
            sample(table, order, LENGTH)
            sample_cold = time.process_time() - begin
            found["sample"] = LENGTH / sample_cold
        del table
    print(json.dumps(found))


if __name__ == "__main__":
    main()
