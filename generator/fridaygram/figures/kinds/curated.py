"""Texts that the author kept, each with its receipt, its place among those that were thrown away, and their texts.

In a post::

    ```figure curated
    corpus: demo
    pick: [1]
    ```

Values::

    samples:
      - text: The drums walk home, and the bass walks in after them.
        prompt: The
        note: The only one that goes anywhere.
        corpus: demo
        model: mle
        order: 6
        temperature: 1
        seed: 1
        index: 1
        batch: 3
        limit: 80
        ended: true
        state: replayed
        version: 0.1.0
        corpus_digest: c0ffee10
        model_digest: 5eed5eed
        batch_digest: ba7c4ba7
        copies:
          longest: 28
          novel: 0.48
          count: 4
          covers: [[28, 28], [26, 9]]
          pieces: [{start: 0, length: 28, texts: 2, sources: []}]
    batches:
      ba7c4ba7:
        - The bass.
        - The drums walk home, and the bass walks in after them.
        - The drums, the drums, the drums.
    baseline: {texts: 92, limit: 80, longest: 19.5, most: 32, novel: 0.96, characters_a_piece: 7.1}
"""

from __future__ import annotations

from html import escape
from typing import Any

from fridaygram.errors import FigureError
from fridaygram.figures.base import Drawing, Figure, Params, Table, Values
from fridaygram.figures.sample_html import (
    Sample,
    batch_html,
    characters,
    command,
    disclosure,
    legend_html,
    measures_html,
    pieces_html,
    receipt_html,
    summary_html,
    text_html,
    text_key,
)
from fridaygram.figures.style import integer, percent


class CuratedParams(Params, frozen=True, kw_only=True):
    """Parameters of a figure of curated samples.

    ``corpus`` names the trained corpus; ``data`` is the file beside the post that ``fridaygram curate`` writes;
    ``pick`` are the numbers (from 1) of those of the corpus's samples in that file that are shown, in this order;
    without it all are.
    """

    corpus: str
    data: str = "samples.toml"
    pick: list[int] | None = None


def draw(values: Values, params: CuratedParams, scope: str) -> Drawing:
    """Draw ``{"samples": [receipts, with "state", "ended" and "copies"], "batches": {batch digest: [texts]}}``.

    Besides ``baseline``, the measures of copies in texts by people, where there are some.
    """
    samples = values["samples"]
    if not samples:
        raise FigureError("there are no samples to show", hint="keep some: fridaygram curate")
    shown: set[str] = set()
    anchors: set[str] = set()
    items = []
    for sample in samples:
        known = sample["batch_digest"]
        texts = values["batches"].get(known, [])
        anchor = _anchor(sample, scope, anchors)
        items.append((sample, anchor, _above(sample) if known in shown else batch_html(sample, texts)))
        if texts:
            shown.add(known)
    text = params.alt or f"{len(samples)} generated text{'s' if len(samples) > 1 else ''}, chosen by the author."
    legend = legend_html(values.get("baseline")) if any(sample.get("copies") for sample in samples) else ""
    html = "".join(_item(sample, others, anchor) for sample, anchor, others in items)
    # In a feed reader there is no page for an anchor to lead to.
    feed = "".join(_item(sample, others) for sample, _, others in items)
    return Drawing(html=_list(html) + legend, text=text, table=_table(samples), feed=_list(feed) + legend)


def _list(items: str) -> str:
    return f'<ol class="smp-list">{items}</ol>'


def _anchor(sample: Sample, scope: str, taken: set[str]) -> str:
    """Return the id of a sample in its page: the same for as long as the figure and the text are."""
    stem = f"sample-{scope}{text_key(sample['text'])}"
    anchor = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)
    taken.add(anchor)
    return anchor


def _item(sample: Sample, others: str, anchor: str = "") -> str:
    note = f'<p class="smp-note">{escape(sample["note"])}</p>' if sample["note"] else ""
    cut = "" if sample.get("ended", True) else '<span class="smp-cut"> […]</span>'
    text, copies = sample["text"], sample.get("copies")
    begun = sample.get("opening", sample["prompt"])
    body = f'<blockquote class="smp-text">{text_html(text, begun, copies, anchor)}{cut}</blockquote>'
    measured = measures_html(copies, len(text)) if copies else ""
    whose = pieces_html(text, copies, anchor) if copies else ""
    # By its key the script of a playground knows a text that it can replay, and adds a link to that.
    begin = f'<li id="{anchor}" data-sample="{text_key(text)}">' if anchor else "<li>"
    return f"{begin}{body}{summary_html(sample, anchor)}{measured}{note}{whose}{others}{receipt_html(sample)}</li>"


def _above(sample: Sample) -> str:
    """Return where the other texts of a batch are that a sample shares with one before it."""
    return f'<p class="smp-line">The other {sample["batch"] - 1} of its batch are shown above.</p>'


def _table(samples: list[dict[str, Any]]) -> Table:
    header = ("Text", "Chosen", "State", "Longest copy", "Novel", "Pieces", "Written again by")
    rows = []
    for sample in samples:
        copies = sample.get("copies")
        measured = ("–", "–", "–")
        if copies:
            measured = (characters(copies["longest"]), percent(copies["novel"], 1), integer(copies["count"]))
        rows.append((sample["text"], disclosure(sample), sample["state"], *measured, command(sample)))
    return Table(header, tuple(rows))


FIGURE = Figure("Curated samples", CuratedParams, "curated", draw, decides=("corpus", "data", "pick"))
