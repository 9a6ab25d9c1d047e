"""Fridaygram's index and models in a process of their own: ``lm_index.py TEXTS HELD-OUT FOLDER`` prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

STREAM, BATCH, LIMIT, SCORED, OPENINGS = 10_000_000, 1000, 2000, 300_000, 20


def timed(work: Callable[[], Any], runs: int = 1) -> tuple[float, Any]:
    """Return the median CPU seconds, of all threads together, of ``runs`` runs and the last result."""
    seconds, result = [], None
    for _ in range(runs):
        begin = time.process_time()
        result = work()
        seconds.append(time.process_time() - begin)
    return median(seconds), result


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

    from generator.lm import build_index, evaluate, load_model, open_index, sample_batch, sample_stream, save_index
    from generator.lm.index.context_tree import tree_of
    from generator.lm.index.matches import longest_matches
    from generator.lm.models._smoothing import smoothing_of

    few = build_index(texts[:40] or texts)
    for model in ("mle", "kneser-ney", "witten-bell", "ppm"):
        evaluate(few, held_out[:2], models=(model,), orders=(4,))
    sample_batch(few, 4, count=200, limit=100)
    sample_stream(few, 4, 9000)
    found: dict[str, Any] = {"warm_up": time.process_time() - begin, "before": peak()}
    found["train"], index = timed(lambda: build_index(texts))
    found |= {"train_peak": peak(), "characters": index.characters, "rows": index.rows, "texts": index.texts}
    save_index(folder, index, corpus="bench", corpus_digest="bench")
    found["bytes"] = sum(file.stat().st_size for file in folder.iterdir())
    begin_wall = time.perf_counter()
    for _ in range(OPENINGS):
        open_index(folder)
    found["open"] = (time.perf_counter() - begin_wall) / OPENINGS
    seconds, _ = timed(lambda: sample_stream(index, 8, 1))
    found["table"] = seconds
    seconds, _ = timed(lambda: sample_stream(index, 8, STREAM, seed=5), 3)
    found["stream"] = STREAM / seconds
    seconds, batch = timed(lambda: sample_batch(index, 8, count=BATCH, seed=6, limit=LIMIT), 5)
    found["batch"] = int(batch.lengths.sum()) / seconds
    found["batch_characters"] = int(batch.lengths.sum())
    query = np.array(index.alphabet.encode("".join(held_out)), dtype=np.int32)
    found["predecessor"], _ = timed(lambda: index.predecessor)
    seconds, _ = timed(lambda: longest_matches(index, query), 3)
    found |= {"memorise": len(query) / seconds, "query": len(query)}
    found["tree"], tree = timed(lambda: tree_of(index, 16))
    found["discounts"], _ = timed(lambda: smoothing_of(tree))
    found |= {"nodes": len(tree.depth), "tree_peak": peak()}
    model = load_model("kneser-ney", index, 16)
    kept, size = [], 0
    for text in held_out:
        if size < SCORED:
            kept.append(text)
            size += len(text) + 1
    seconds, (order, bits) = timed(lambda: next(model.bits_by_order(kept, [16])), 3)
    found |= {
        "score": seconds,
        "scored": len(bits),
        "scored_texts": len(kept),
        "bits": float(bits.mean()),
        "order": order,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
