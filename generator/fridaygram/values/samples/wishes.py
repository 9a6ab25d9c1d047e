"""What an author may wish of a batch, read from what was typed in a terminal or a page; where a session is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from fridaygram.errors import UsageError
from fridaygram.values.base import Stores
from fridaygram.values.cards import card_named
from fridaygram.values.samples.curating import Curation, CurationMemory, remembered
from fridaygram.values.samples.receipts import NAME

HIGHEST_SEED = 2**64 - 1


def order(text: str) -> int:
    """Return an order from what was typed. Raises UsageError for anything but a whole number of 9 digits above 0."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise UsageError(f"an order is a whole number, 1 or more, not '{text}'")
    return int(text)


def seed(text: str) -> int:
    """Return a seed from what was typed. Raises UsageError for anything but a whole number of 64 bits."""
    if not (text.isascii() and text.isdigit() and len(text) < 30 and int(text) <= HIGHEST_SEED):
        raise UsageError(f"a seed is a whole number from 0 to 2^64 - 1, not '{text}'")
    return int(text)


def positive(text: str) -> float:
    """Return a temperature from what was typed. Raises UsageError for anything that is not a number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise UsageError(f"temperature '{text}' is not a number above 0", hint="1 leaves the model as it is")
    return value


def share(text: str) -> float:
    """Return a top-p from what was typed. Raises UsageError for anything but a number above 0, at most 1."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise UsageError(f"top-p '{text}' is not above 0 and at most 1", hint="1 leaves the model as it is")
    return value


WISHES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "order": ("Order", order),
    "temperature": ("Temperature", positive),
    "top_p": ("Top-p", share),
    "seed": ("Seed", seed),
    "prompt": ("It begins", str),
    "song": ("Of the song (Artist - Title)", str),
}
"""Fields of a Draw that an author changes: what each is called, and how it is read from text."""


def wished(field: str, text: str) -> Any:
    """Return a field's value from what was typed; blanks count in a prompt only. Raises UsageError."""
    return WISHES[field][1](text if field == "prompt" else text.strip())


def draw_another(curation: Curation) -> None:
    """Draw the batch of the next seed."""
    curation.change(seed=(curation.draw.seed + 1) % (HIGHEST_SEED + 1))


def memory_file(root: Path, folder: Path, corpus: str) -> Path:
    """Return where sessions over a corpus for the post in ``folder`` are remembered, in the blog at ``root``."""
    return root / ".fridaygram" / "curate" / f"{folder.name}-{corpus}.json"


def open_curation(
    stores: Stores, root: Path, folder: Path, corpus: str, memory: CurationMemory | None = None
) -> Curation:
    """Go on with the session over a corpus for the post in ``folder``, as it was left, with the model of ``stores``.

    Raises ContentError where the post's file of samples is none, UsageError where its batch cannot be drawn.
    """
    file = memory_file(root, folder, corpus)
    path = folder / NAME
    cards = partial(card_named, corpus, stores)
    index, memory = stores.index(corpus), memory or remembered(file)
    return Curation(index, corpus, path, file, memory, path.relative_to(root), cards)
