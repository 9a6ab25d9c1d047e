"""Choosing samples: batches that a model writes, one text after another, and those that the author keeps.

Everything kept is in samples.toml at once; how the batch was drawn, how far it was read and what was thrown away is
remembered beside the build's cache. So nothing is lost by an interruption, and a session goes on where it ended.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram import __version__
from fridaygram.errors import UsageError
from fridaygram.files import write_atomic
from fridaygram.lm.song.masking import Card
from fridaygram.values.samples.receipts import (
    Receipt,
    batch_digest,
    how,
    keep_receipt,
    read_receipts,
    write_receipts,
)
from fridaygram.values.samples.replay import writer

if TYPE_CHECKING:
    from fridaygram.lm import Index, Sample

BATCHES_HELD = 8


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """How a batch is drawn: ``batch`` texts of at most ``limit`` characters by one kind of model at one order.

    Without an order the model has its own. ``song``, "Artist - Title", names the song for a model of songs. The rest is
    as in ``lm.base.How``.
    """

    model: str = "mle"
    order: int | None = 6
    seed: int = 1
    temperature: float = 1.0
    prompt: str = ""
    batch: int = 20
    limit: int = 400
    top_k: int = 0
    top_p: float = 1.0
    until: str = "character"
    first_sentence: bool = False
    song: str = ""


class CurationMemory(msgspec.Struct, kw_only=True):
    """What a session leaves to the next: the draw, the text being read (from 0), texts thrown away by batch digest."""

    draw: Draw = Draw()
    place: int = 0
    discarded: dict[str, list[int]] = {}


def remembered(path: Path) -> CurationMemory:
    """Return what the last session left at ``path``; a new memory where there was none or it cannot be read.

    A new session cuts no word in half; one of an earlier version goes on with the texts that it had.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=CurationMemory)
    except (OSError, msgspec.MsgspecError):
        return CurationMemory(draw=Draw(until="word"))


class Curation:
    """One session over a trained model: the batch being read, and the file of what is kept.

    ``shown`` is how errors name the file; ``cards`` gives a song's card by its name. Raises ContentError where that
    file is there and is not one of samples, UsageError for a draw that the model cannot make.
    """

    def __init__(
        self,
        index: Index,
        corpus: str,
        path: Path,
        memory_file: Path,
        memory: CurationMemory,
        shown: Path,
        cards: Callable[[str], Card] | None = None,
    ):
        self._cards = cards or (lambda _: Card())
        self.index = index
        self.corpus = corpus
        self.path = path
        self.shown = shown
        self.memory_file = memory_file
        self._batches = lru_cache(maxsize=BATCHES_HELD)(self._written)
        self.kept()
        self.draw = memory.draw
        self.discarded = memory.discarded
        self.place = min(max(memory.place, 0), len(self.texts) - 1)

    @property
    def texts(self) -> list[Sample]:
        """The batch that is being read."""
        return self._batches(self.draw)

    @property
    def text(self) -> Sample:
        """The text that is being read."""
        return self.texts[self.place]

    @property
    def digest(self) -> str:
        """The digest of the whole batch."""
        return batch_digest([one.text for one in self.texts])

    @property
    def state(self) -> str:
        """What was decided about the text: "kept", "discarded" or ""."""
        if self._kept_place(self.kept()) is not None:
            return "kept"
        return "discarded" if self.place in self.discarded.get(self.digest, ()) else ""

    @property
    def note(self) -> str:
        """The note of the text, where it is kept and has one."""
        kept = self.kept()
        place = self._kept_place(kept)
        return "" if place is None else kept[place].note

    def kept(self) -> list[Receipt]:
        """Return all receipts of the file, those of other corpora too."""
        if not self.path.exists():
            return []
        return [placed.receipt for placed in read_receipts(self.path, self.shown)]

    def resume(self) -> None:
        """Go on from what was remembered last, be it by another session over the same texts."""
        memory = remembered(self.memory_file)
        if self.memory_file.exists():
            self._batches(memory.draw)
            self.draw, self.discarded = memory.draw, memory.discarded
            self.place = min(max(memory.place, 0), len(self.texts) - 1)

    def move(self, by: int) -> bool:
        """Go on or back in the batch; return whether there was a text to go to."""
        there = 0 <= self.place + by < len(self.texts)
        if there:
            self.place += by
            self._remember()
        return there

    def go(self, number: int) -> None:
        """Go to a text by its number in the batch, from 1. Raises UsageError outside of it."""
        if not 1 <= number <= len(self.texts):
            raise UsageError(f"no text {number} in a batch of {len(self.texts)}")
        self.place = number - 1
        self._remember()

    def change(self, **changes: Any) -> None:
        """Draw another batch, from its first text. Raises UsageError, and changes nothing, where that cannot be.

        A prompt takes the place of first sentences, and they that of a prompt. A song takes the model of songs.
        """
        if changes.get("song"):
            changes |= {"model": "song", "order": None}
        if changes.get("prompt"):
            changes["first_sentence"] = False
        elif changes.get("first_sentence"):
            changes["prompt"] = ""
        draw = msgspec.structs.replace(self.draw, **changes)
        self._batches(draw)
        self.draw, self.place = draw, 0
        self._remember()

    def keep(self, note: str | None = None) -> None:
        """Keep the text in the file, or put a note to it where it is kept already."""
        keep_receipt(self.path, self._receipt(), note, self.shown)
        self._mark(discarded=False)

    def discard(self) -> None:
        """Throw the text away, out of the file too where it was kept."""
        kept = self.kept()
        place = self._kept_place(kept)
        if place is not None:
            del kept[place]
            write_receipts(self.path, kept)
        self._mark(discarded=True)

    def _written(self, draw: Draw) -> list[Sample]:
        from fridaygram.lm import sample_texts

        return sample_texts(
            writer(draw.model, self.index, draw.order, self._cards(draw.song) if draw.song else None),
            count=draw.batch,
            seed=draw.seed,
            **how(draw),
        )

    def _receipt(self) -> Receipt:
        draw = self.draw
        return Receipt(
            text=self.text.text,
            corpus=self.corpus,
            corpus_digest=self.index.corpus_digest,
            model_digest=self.index.digest,
            batch_digest=self.digest,
            seed=draw.seed,
            index=self.place,
            batch=draw.batch,
            version=__version__,
            model=draw.model,
            order=self.text.order,
            card=self._cards(draw.song) if draw.song else None,
            **how(draw),
        )

    def _kept_place(self, kept: list[Receipt]) -> int | None:
        """Return where in the file the text stands: by model and batch, and its place there."""
        wanted = (self.index.digest, self.digest, self.place)
        return next(
            (place for place, one in enumerate(kept) if (one.model_digest, one.batch_digest, one.index) == wanted), None
        )

    def _mark(self, *, discarded: bool) -> None:
        here = set(self.discarded.get(self.digest, ()))
        here = here | {self.place} if discarded else here - {self.place}
        self.discarded[self.digest] = sorted(here)
        self._remember()

    def _remember(self) -> None:
        memory = CurationMemory(draw=self.draw, place=self.place, discarded=self.discarded)
        write_atomic(self.memory_file, msgspec.json.encode(memory, order="sorted").decode())
