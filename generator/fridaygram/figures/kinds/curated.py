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
        expected:
          - [0, 0.5, 1, 2, T, 0.5, A, 0.5]
          - [20, 0.25, 2, 3, ".", 0.5, ",", 0.25, " ", 0.25]
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
          overlaps: []
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
from fridaygram.figures.answers import answers_html, list_html
from fridaygram.figures.base import Drawing, Figure, Params, Table, Values
from fridaygram.figures.sample_html import (
    CUT,
    Sample,
    batch_html,
    characters,
    command,
    copies_html,
    disclosure,
    legend_html,
    receipt_html,
    summary_html,
    text_html,
    text_key,
)
from fridaygram.figures.style import integer, percent
from fridaygram.languages import capital, translated, word


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
    """Draw ``{"samples": [receipts, with "state", "ended", "copies", "expected"], "batches": {digest: [texts]}}``.

    Besides ``baseline``, the measures of copies in texts by people, where there are some. ``expected`` lists, for each
    place where the model had a choice, [place, chance, rank, count, likeliest, its chance, second, ..].
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
        folds = ("", _above(sample)) if known in shown else (batch_html(sample, texts), "")
        items.append((sample, anchor, *folds))
        if texts:
            shown.add(known)
    text = params.alt or word("sample-texts-chosen", count=len(samples))
    legend = legend_html(values.get("baseline")) if any(sample.get("copies") for sample in samples) else ""
    html = list_html(_item(*item) for item in items)
    # In a feed reader there is no page for an anchor to lead to.
    feed = list_html(_item(sample, "", *folds) for sample, _, *folds in items)
    return Drawing(html=html + legend, text=text, table=_table(samples), feed=feed + legend)


def _anchor(sample: Sample, scope: str, taken: set[str]) -> str:
    """Return the id of a sample in its page: the same for as long as the figure and the text are."""
    stem = f"sample-{scope}{text_key(sample['text'])}"
    anchor = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)
    taken.add(anchor)
    return anchor


def _item(sample: Sample, anchor: str, others: str, above: str) -> str:
    note = f'<p class="smp-note">{escape(sample["note"])}</p>' if sample["note"] else ""
    cut = "" if sample.get("ended", True) else CUT
    text, copies = sample["text"], sample.get("copies")
    begun = sample.get("opening", sample["prompt"])
    body = f'<blockquote class="smp-text">{text_html(text, begun, copies, anchor)}{cut}</blockquote>'
    whose = copies_html(text, copies, anchor) if copies else ""
    answers = answers_html(sample, len(begun), copied=bool(whose)) if anchor else ""
    # By its key the script of a playground knows a text that it can replay, and adds a link to that.
    begin = f'<li id="{anchor}" data-sample="{text_key(text)}">' if anchor else "<li>"
    folded = f'<div class="smp-folds">{whose}{others}{receipt_html(sample, above)}</div>'
    return f"{begin}{body}{answers}{summary_html(sample, anchor)}{note}{folded}</li>"


def _above(sample: Sample) -> str:
    """Return where the other texts of a batch are that a sample shares with one before it."""
    return f"<p>{word('sample-above', others=sample['batch'] - 1)}</p>"


def _table(samples: list[dict[str, Any]]) -> Table:
    names = ("sample-text", "sample-choice", "sample-state", "sample-longest", "value-novel", "sample-pieces")
    header = tuple(capital(word(name)) for name in (*names, "sample-command"))
    rows = []
    for sample in samples:
        copies = sample.get("copies")
        measured = ("–", "–", "–")
        if copies:
            measured = (characters(copies["longest"]), percent(copies["novel"], 1), integer(copies["count"]))
        state = translated(sample["state"])
        rows.append((sample["text"], disclosure(sample), state, *measured, command(sample)))
    return Table(header, tuple(rows))


FIGURE = Figure("Curated samples", CuratedParams, "curated", draw, decides=("corpus", "data", "pick"))
