"""What a page needs to write a kept text again: the texts' own histories with all that followed them in training.

A draw of the unsmoothed model chooses one of a history's rows (``lm/index``), so the rows' characters in their order
are all it takes: ``{history: [character, how many rows in a run, character, ..]}``, END being the empty string.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from fridaygram.values.samples.receipts import Receipt

if TYPE_CHECKING:
    from fridaygram.lm import Index

MOST_ROWS = 60_000
"""Of a text, so that a page stays light: at a low order it has more, and is replayed by builds only."""


def page_replay(receipt: Receipt, index: Index) -> dict[str, Any] | None:
    """Return a receipt with the rows that its text goes through, None where the page cannot replay it.

    The page writes the start of a text as "~", so it cannot replay a text in which a history that begins with this
    character looks like one at the start.
    """
    if receipt.model != "mle" or receipt.order is None or receipt.top_k or receipt.top_p < 1:
        return None
    from fridaygram.lm import PAD, SHOWN_PAD
    from fridaygram.lm.sentences import first_sentence

    prompt = first_sentence(index, receipt.seed, receipt.index) if receipt.first_sentence else receipt.prompt
    # A text that was cut after a word is the beginning of one that was not: the page stops where it does.
    limit = receipt.limit if receipt.until == "character" else len(receipt.text)

    rows: dict[str, list[str | int]] = {}
    known: dict[str, list[int]] = {}
    size = 0
    for place in range(len(prompt), min(len(receipt.text) + 1, limit)):
        history = (SHOWN_PAD + receipt.text[:place])[-receipt.order :] if receipt.order else ""
        symbols = index.symbols(PAD + receipt.text[:place], receipt.order)
        if known.setdefault(history, symbols) != symbols:
            return None
        if history in rows:
            continue
        low, high = index.find(symbols)
        size += high - low
        if size > MOST_ROWS:
            return None
        runs = ((index.name(symbol), len(list(run))) for symbol, run in groupby(index.following[low:high].tolist()))
        rows[history] = [part for run in runs for part in run]
    return {
        "order": receipt.order,
        "seed": str(receipt.seed),
        "index": receipt.index,
        "batch": receipt.batch,
        "temperature": receipt.temperature,
        "prompt": prompt,
        "limit": limit,
        "text": receipt.text,
        "rows": rows,
    }


def pack_replays(replays: Sequence[dict[str, Any]]) -> bytes:
    """Return replays as a file: JSON in a zlib stream."""
    return zlib.compress(json.dumps(list(replays), ensure_ascii=False, separators=(",", ":")).encode(), 9)
