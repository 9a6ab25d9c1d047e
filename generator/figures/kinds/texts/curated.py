"""Texts that the author kept, each with its receipt, its place among those that were thrown away, and their texts."""

from __future__ import annotations

from html import escape
from typing import Any

from generator.errors import FigureError
from generator.figures.base import Drawing, Figure, Params, Table, Values
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
    """Draw ``{"samples": [receipts, with "state" and "ended"], "batches": {batch digest: [texts]}}``."""
    samples = values["samples"]
    if not samples:
        raise FigureError("there are no samples to show", hint="keep some: fridaygram curate")
    shown: set[str] = set()
    items = []
    for sample in samples:
        known = sample["batch_digest"]
        texts = [] if known in shown else values["batches"].get(known, [])
        shown.add(known)
        items.append(_item(sample, texts))
    text = params.alt or f"{len(samples)} generated text{'s' if len(samples) > 1 else ''}, chosen by the author."
    return Drawing(html=f'<ol class="smp-list">{"".join(items)}</ol>', text=text, table=_table(samples))


def _item(sample: Sample, texts: list[str]) -> str:
    note = f'<p class="smp-note">{escape(sample["note"])}</p>' if sample["note"] else ""
    cut = "" if sample.get("ended", True) else '<span class="smp-cut"> […]</span>'
    body = f'<blockquote class="smp-text">{_text(sample)}{cut}</blockquote>'
    return f"<li>{body}{summary_html(sample)}{note}{batch_html(sample, texts)}{receipt_html(sample)}</li>"


def _text(sample: Sample) -> str:
    prompt, text = sample["prompt"], sample["text"]
    if not prompt or not text.startswith(prompt):
        return escape(text)
    return f'<b class="smp-prompt">{escape(prompt)}</b>{escape(text[len(prompt) :])}'


def _table(samples: list[dict[str, Any]]) -> Table:
    rows = tuple((sample["text"], disclosure(sample), sample["state"], command(sample)) for sample in samples)
    return Table(("Text", "Chosen", "State", "Written again by"), rows)


FIGURE = Figure("Curated samples", CuratedParams, "curated", draw, decides=("corpus", "data", "pick"))
