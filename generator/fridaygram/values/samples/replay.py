"""Replaying receipts: the model writes each text again, and it must be the same to the byte."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fridaygram.errors import ContentError, UsageError
from fridaygram.lm.song.masking import Card
from fridaygram.values.base import Stores, ValueSource
from fridaygram.values.reviews import song_writer
from fridaygram.values.samples.receipts import Placed, Receipt, batch_digest, how

if TYPE_CHECKING:
    from fridaygram.corpus.records import Review
    from fridaygram.lm import Index, LanguageModel, Sample

AROUND = 12
AGAIN = "choose again with 'fridaygram review'"


def writer_is_here(receipt: Receipt, stores: Stores) -> bool:
    """Return whether the very model that wrote a text is on this machine."""
    if stores.digest(ValueSource(kind="model", name=receipt.corpus)) != receipt.model_digest:
        return False
    if receipt.card is None:
        return True
    from fridaygram.lm.index.store import folder_beside

    folder = folder_beside(stores.index(receipt.corpus), receipt.model)
    return folder is not None and folder.is_dir()


def model_of(placed: Placed, stores: Stores, path: Path) -> LanguageModel:
    """Return the model that a receipt names. Raises ContentError at its line where there is none of that kind."""
    receipt = placed.receipt
    try:
        return writer(receipt.model, stores.index(receipt.corpus), receipt.order, receipt.card)
    except UsageError as error:
        raise ContentError(error.message, file=path, line=placed.line_of("model"), hint=error.hint) from None


def writer(kind: str, index: Index, order: int | None, card: Card | None) -> LanguageModel:
    """Return a model, given the card of a song where there is one.

    Raises UsageError for an unknown kind, and for a card that a kind cannot be given.
    """
    from fridaygram.lm import load_model

    model = load_model(kind, index, order)
    if card is None:
        return model
    from fridaygram.lm.models.song import SongModel

    if not isinstance(model, SongModel):
        raise UsageError(f"a model of kind '{kind}' cannot be given a song", hint="models of songs: song")
    return model.given(card)


def replay(placed: Placed, model: LanguageModel, path: Path, *, trace: bool = False) -> Sample:
    """Write a receipt's text again. Raises ContentError at the line where the file's text differs."""
    receipt = placed.receipt
    if receipt.choices:
        sample = _put_together(placed, model, path, trace=trace)
    else:
        sample = _written(placed, model, path, receipt.index, trace=trace)
    if sample.text != receipt.text:
        raise _mismatch(placed, sample.text, path)
    return sample


def replay_batch(placed: Placed, model: LanguageModel, path: Path, reviews: Sequence[Review]) -> list[str]:
    """Write the whole batch of a receipt again. Raises ContentError where it is not the batch that was chosen from.

    ``reviews`` are those that the model was made of: only what chooses sentences for a review of a song reads them.
    """
    receipt = placed.receipt
    if receipt.choices:
        chooser, card = song_writer(model.index, reviews), receipt.card or Card()
        texts = [chooser.write(card, seed=receipt.seed, number=number).text for number in range(receipt.batch)]
    else:
        texts = [_written(placed, model, path, number).text for number in range(receipt.batch)]
    if batch_digest(texts) != receipt.batch_digest:
        raise ContentError(
            f"the {receipt.batch} texts of this batch are not those that the sample was chosen from",
            file=path,
            line=placed.line_of("batch_digest"),
            hint=AGAIN if receipt.choices else "choose again with 'fridaygram curate'",
        )
    return texts


def _written(placed: Placed, model: LanguageModel, path: Path, number: int, *, trace: bool = False) -> Sample:
    receipt = placed.receipt
    try:
        return model.sample(receipt.seed, index=number, batch=receipt.batch, trace=trace, **how(receipt))
    except UsageError as error:
        raise ContentError(error.message, file=path, line=placed.line, hint=error.hint) from None


def _put_together(placed: Placed, model: LanguageModel, path: Path, *, trace: bool) -> Sample:
    """Write a review of a song again from its choices."""
    from fridaygram.lm import Sample
    from fridaygram.lm.models.song import masked_index
    from fridaygram.lm.song.reviews import POOL, SongReview, replay

    receipt = placed.receipt
    if trace:
        problem = "a review is put together of sentences, so it has no surprisal of its own"
        raise ContentError(problem, file=path, line=placed.line, hint="leave it out with 'pick', or show: song-review")
    if not all(0 <= choice.sample < POOL for choice in receipt.choices):
        problem = f"a review is chosen from {POOL} texts, counted from 0"
        raise ContentError(problem, file=path, line=placed.line_of("choices"), hint=AGAIN)
    masked = masked_index(model.index)
    review = SongReview(
        text=receipt.text,
        card=receipt.card or Card(),
        seed=receipt.seed,
        number=receipt.index,
        digest=masked.digest,
        stream=receipt.stream,
        choices=receipt.choices,
    )
    return Sample(
        text=replay(masked, review),
        order=receipt.order,
        model=receipt.model,
        seed=receipt.seed,
        index=receipt.index,
        batch=receipt.batch,
        temperature=1.0,
        prompt="",
        ended=True,
    )


def _mismatch(placed: Placed, written: str, path: Path) -> ContentError:
    """Say where a text and what the model writes part, with a little of both."""
    text = placed.receipt.text
    place = next((n for n, (a, b) in enumerate(zip(text, written, strict=False)) if a != b), None)
    if place is None:
        place = min(len(text), len(written))
    begin, end = max(0, place - AROUND), place + AROUND
    here, there = _quoted(text, begin, end), _quoted(written, begin, end)
    return ContentError(
        f"the model does not write this: at character {place + 1} the file has {here}, the model writes {there}",
        file=path,
        line=placed.line_of("text") + 1 + text.count("\n", 0, place),
        hint="a sample is not to be edited; take the model's words, or leave it out",
    )


def _quoted(text: str, begin: int, end: int) -> str:
    before, after = "…" if begin else "", "…" if end < len(text) else ""
    inside = text[begin:end].replace("\n", "⏎")
    return f"“{before}{inside}{after}”" if inside else "nothing more"
