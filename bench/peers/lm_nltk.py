"""nltk.lm's maximum-likelihood model: ``lm_nltk.py TEXTS ORDER`` (characters of history) prints JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from nltk.lm import MLE
from nltk.lm.preprocessing import padded_everygram_pipeline

LENGTH = 2000


def main() -> None:
    """Train all orders up to ORDER, as nltk does, and write LENGTH characters."""
    texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    order = int(sys.argv[2])
    begin = time.process_time()
    model = MLE(order + 1)
    model.fit(*padded_everygram_pipeline(order + 1, [list(text) for text in texts]))
    found = {"train": time.process_time() - begin}
    begin = time.process_time()
    model.generate(LENGTH, text_seed=["<s>"] * order, random_seed=1)
    found["sample"] = LENGTH / (time.process_time() - begin)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
