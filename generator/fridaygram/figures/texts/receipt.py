"""A sample's receipt in words: which of how many, what wrote it, how to have it written again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from html import escape
from typing import Any

from fridaygram.figures.style import number
from fridaygram.files import digest

Sample = Mapping[str, Any]
SHOWN_DIGITS = 8


def text_key(text: str) -> str:
    """Return what a page knows a text by: eight hexadecimal digits of its digest."""
    return digest(text)[:SHOWN_DIGITS]


def ordinal(place: int) -> str:
    """Return 1 -> "1st", 2 -> "2nd", 11 -> "11th"."""
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def disclosure(sample: Sample) -> str:
    """Return what a reader must know of the choice: "3rd of 20, order 8"."""
    order = "no bound of order" if sample.get("order") is None else f"order {sample['order']}"
    return f"{ordinal(sample['index'] + 1)} of {sample['batch']}, {order}"


def command(sample: Sample) -> str:
    """Return the command that writes a sample's batch again."""
    words = ["fridaygram", "sample", sample["corpus"]]
    if sample.get("order") is not None:
        words += ["--order", str(sample["order"])]
    words += ["--model", sample["model"], "--seed", str(sample["seed"]), "--count", str(sample["batch"])]
    words += ["--length", str(sample["limit"])]
    if sample["temperature"] != 1:
        words += ["--temperature", repr(sample["temperature"])]
    if sample["prompt"]:
        words += ["--prompt", sample["prompt"]]
    return shlex.join(words)


def summary_html(sample: Sample, anchor: str = "") -> str:
    """Return the line below a sample: its place in the batch and whatever differs from the plainest draw.

    It ends with a link to ``anchor``, the sample's own id in the page, where it has one.
    """
    parts = [f"<b>{disclosure(sample)}</b>", escape(sample["model"]), f"seed {sample['seed']}"]
    if sample["temperature"] != 1:
        parts.append(f"temperature {number(sample['temperature'], 2)}")
    if anchor:
        parts.append(f'<a href="#{anchor}" aria-label="Link to this sample, {disclosure(sample)}">Link</a>')
    return f'<p class="smp-line">{"<span> · </span>".join(parts)}</p>'


def receipt_html(sample: Sample) -> str:
    """Return the whole receipt, one click away."""
    if sample["state"] == "replayed":
        state = (
            "Replayed: the model wrote this text again, byte for byte, when the values of this figure were computed."
        )
    else:
        state = (
            "Recorded: the model was not at hand when the values of this figure were computed; nothing was replayed."
        )
    rows = {
        "Model": f"{sample['model']} of corpus {sample['corpus']}, digest {sample['model_digest'][:SHOWN_DIGITS]}",
        "Corpus": f"digest {sample['corpus_digest'][:SHOWN_DIGITS]}",
        "Order": "no bound" if sample.get("order") is None else str(sample["order"]),
        "Temperature": number(sample["temperature"], 2),
        "Seed": str(sample["seed"]),
        "Place in batch": f"{sample['index'] + 1} of {sample['batch']}",
        "Digest of the batch": sample["batch_digest"][:SHOWN_DIGITS],
        "Prompt": sample["prompt"] or "none",
        "Length": f"{sample['limit']:,} characters at most",
        "Written by": f"Fridaygram {sample['version']}",
    }
    items = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items())
    again = f"the {ordinal(sample['index'] + 1)} text of <code>{escape(command(sample))}</code>"
    return (
        f'<details class="smp-more"><summary>Receipt</summary><dl class="smp-receipt">{items}</dl>'
        f"<p>{state} To have it written again: {again}.</p></details>"
    )


def batch_html(sample: Sample, texts: list[str]) -> str:
    """Return the texts of a batch that were not chosen, one click away; "" where they are not known."""
    others = [(place, text) for place, text in enumerate(texts) if place != sample["index"]]
    if not others:
        return ""
    items = "".join(f'<li value="{place + 1}"><blockquote>{escape(text)}</blockquote></li>' for place, text in others)
    return (
        f'<details class="smp-more"><summary>The other {len(others)} of this batch</summary>'
        f'<ol class="smp-batch">{items}</ol></details>'
    )
