"""Fridaygram's index and models in a process of their own: ``lm_index.py TEXTS HELD-OUT FOLDER`` prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STREAM, BATCH, LIMIT, SCORED, OPENINGS = 10_000_000, 1000, 2000, 300_000, 20


def timed(work: Callable[[], Any], runs: int = 1) -> tuple[float, float, Any]:
    """Return the least CPU seconds, of all threads together, and seconds by the clock, and the last result."""
    seconds, elapsed, result = [], [], None
    for _ in range(runs):
        result = None  # the memory of two results at once would be counted
        clock, begin = time.perf_counter(), time.process_time()
        result = work()
        seconds.append(time.process_time() - begin)
        elapsed.append(time.perf_counter() - clock)
    return min(seconds), min(elapsed), result


def peak() -> float:
    """Return the largest memory of this program so far, MB; ``ru_maxrss`` would count its parent's too on Linux."""
    status = Path("/proc/self/status")
    if status.is_file():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure everything once warm, and the first call apart."""
    texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    held_out = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    folder = Path(sys.argv[3])
    begin = time.process_time()
    import numpy as np

    from fridaygram.lm import build_index, evaluate, open_index, sample_batch, sample_stream, save_index
    from fridaygram.lm.index.matches import longest_matches

    few = build_index(texts[:40] or texts)
    for model in ("mle", "kneser-ney", "witten-bell", "ppm"):
        evaluate(few, held_out[:2], models=(model,), orders=(4,))
    sample_batch(few, 4, count=200, limit=100)
    sample_stream(few, 4, 9000)
    longest_matches(few, np.ones(9000, dtype=np.int32))
    found: dict[str, Any] = {"warm_up": time.process_time() - begin, "before": peak()}
    first, found["train_first"] = timed(lambda: build_index(texts))[:2]
    again, elapsed, index = timed(lambda: build_index(texts), 2)
    found |= {"train": min(first, again), "train_elapsed": min(found["train_first"], elapsed)}
    found |= {"train_peak": peak(), "characters": index.characters, "rows": index.rows, "texts": index.texts}
    found["save"], _, _ = timed(lambda: save_index(folder, index, corpus="bench", corpus_digest="bench"))
    found["bytes"] = sum(file.stat().st_size for file in folder.iterdir())
    _, elapsed, _ = timed(lambda: [open_index(folder) for _ in range(OPENINGS)], 3)
    found["open"] = elapsed / OPENINGS
    found["table"], _, _ = timed(lambda: sample_stream(index, 8, 1))
    seconds, _, _ = timed(lambda: sample_stream(index, 8, STREAM, seed=5), 3)
    found["stream"] = STREAM / seconds
    seconds, elapsed, batch = timed(lambda: sample_batch(index, 8, count=BATCH, seed=6, limit=LIMIT), 9)
    found |= {"batch": int(batch.lengths.sum()) / seconds, "batch_elapsed": int(batch.lengths.sum()) / elapsed}
    query = np.array(index.alphabet.encode("".join(held_out)), dtype=np.int32)
    found["tables"], _, _ = timed(lambda: (index.predecessor, index.ranks))
    seconds, elapsed, _ = timed(lambda: longest_matches(index, query), 5)
    found |= {"memorise": len(query) / seconds, "memorise_elapsed": len(query) / elapsed, "query": len(query)}
    found |= smoothed(index, held_out)
    print(json.dumps(found))


def smoothed(index: Any, held_out: list[str]) -> dict[str, Any]:
    """Measure Kneser-Ney of order 16: its tree, its discounts, and the bits of some held-out texts."""
    from fridaygram.lm import load_model
    from fridaygram.lm.index.context_tree import tree_of
    from fridaygram.lm.models._smoothing import smoothing_of

    found: dict[str, Any] = {}
    found["tree"], _, tree = timed(lambda: tree_of(index, 16))
    found["discounts"], _, _ = timed(lambda: smoothing_of(tree))
    found["tree_peak"] = peak()
    model = load_model("kneser-ney", index, 16)
    kept: list[str] = []
    size = 0
    for text in held_out:
        if size < SCORED:
            kept.append(text)
            size += len(text) + 1
    found["score"], _, (_, bits) = timed(lambda: next(model.bits_by_order(kept, [16])), 3)
    return found | {"scored": len(bits), "scored_texts": len(kept)}


if __name__ == "__main__":
    main()
