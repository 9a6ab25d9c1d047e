"""Texts that the author kept, each with its receipt, its place among those that were thrown away, and their texts."""

from __future__ import annotations

from html import escape
from typing import Any

from generator.errors import FigureError
from generator.figures.base import Drawing, Figure, Params, Table, Values
from generator.figures.style import integer, percent
from generator.figures.texts.copies import characters, legend_html, measures_html, pieces_html, text_html
from generator.figures.texts.receipt import Sample, batch_html, command, disclosure, receipt_html, summary_html


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
    items = []
    for sample in samples:
        known = sample["batch_digest"]
        texts = values["batches"].get(known, [])
        items.append(_item(sample, _above(sample) if known in shown else batch_html(sample, texts)))
        if texts:
            shown.add(known)
    text = params.alt or f"{len(samples)} generated text{'s' if len(samples) > 1 else ''}, chosen by the author."
    legend = legend_html(values.get("baseline")) if any(sample.get("copies") for sample in samples) else ""
    html = f'<ol class="smp-list">{"".join(items)}</ol>{legend}'
    return Drawing(html=html, text=text, table=_table(samples))


def _item(sample: Sample, others: str) -> str:
    note = f'<p class="smp-note">{escape(sample["note"])}</p>' if sample["note"] else ""
    cut = "" if sample.get("ended", True) else '<span class="smp-cut"> […]</span>'
    text, copies = sample["text"], sample.get("copies")
    body = f'<blockquote class="smp-text">{text_html(text, sample["prompt"], copies)}{cut}</blockquote>'
    measured = measures_html(copies, len(text)) if copies else ""
    whose = pieces_html(text, copies) if copies else ""
    return f"<li>{body}{summary_html(sample)}{measured}{note}{whose}{others}{receipt_html(sample)}</li>"


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
