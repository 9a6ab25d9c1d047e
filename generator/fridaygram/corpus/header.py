"""What a corpus's header says, read with the standard library alone: a verb that needs no more ends at once."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

from fridaygram.errors import ModelError

FORMAT, FORMATS = 2, (1, 2)
"""Format 1 knew no history: it is read as a corpus of one snapshot."""
HEADER = "corpus.json"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
PLACE = "content/corpus"
"""Where a blog keeps its corpora, one folder each."""


Counted = tuple[str, str, int, dict[str, int]]
"""A stage: its short name, its label, how many links came through it, and how many it dropped by reason."""


def counted_funnel(folder: Path) -> tuple[str, tuple[Counted, ...]] | None:
    """Return title and stages of the funnel in the header of the corpus in ``folder``.

    None where the whole corpus has to say, or why not: no header, or one that is damaged, of another format, without a
    funnel or with one that does not add up.
    """
    try:
        header = json.loads((folder / HEADER).read_bytes())
        title, rows = header["funnel"]["title"], header["funnel"]["stages"]
        stages = tuple((row["name"], row["label"], row["count"], dict(row["drops"])) for row in rows)
        adds_up = all(
            before == count + sum(drops.values()) for (_, _, before, _), (_, _, count, drops) in pairwise(stages)
        )
        is_known = header["format"] in FORMATS and all(type(count) is int for _, _, count, _ in stages)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return (title, stages) if stages and adds_up and is_known else None


def check_model_is_current(folder: Path, trained_on: str, *, stale: bool) -> str:
    """Return a remark about the model of the corpus in ``folder``, "" where it is current or the corpus is not here.

    ``trained_on`` is the digest of the reviews that the model was trained on. Raises ModelError for a model that is
    older than its corpus, unless ``stale`` says to go on with it.
    """
    try:
        here = json.loads((folder / HEADER).read_bytes())["digest"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    if not trained_on or here == trained_on:
        return ""
    problem = f"the model '{folder.name}' is older than its corpus"
    way_out = f"train it again: fridaygram train {folder.name}"
    if stale:
        return f"{problem}; {way_out}"
    raise ModelError(problem, hint=f"{way_out}; or go on with --stale")
