"""Reviews of songs: the writer of a corpus's model, and what it writes beside what people wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fridaygram import __version__
from fridaygram.values.cards import card_of
from fridaygram.values.samples.receipts import Receipt, batch_digest

if TYPE_CHECKING:
    from fridaygram.corpus.records import Review
    from fridaygram.lm import Index, Progress
    from fridaygram.lm.song.comparison import SongTexts
    from fridaygram.lm.song.reviews import SongReview, SongWriter


def song_writer(index: Index, reviews: Sequence[Review]) -> SongWriter:
    """Return the writer of an index that has a model of kind ``song``.

    ``reviews`` are those that the index was made from, held-out ones too. Raises ModelError without such a model.
    """
    from fridaygram.lm.models.song import masked_index
    from fridaygram.lm.song.reviews import SongWriter

    return SongWriter(masked_index(index), [card_of(reviews[number].song) for number in index.numbers])


def compared_texts(
    index: Index, reviews: Sequence[Review], *, seed: int = 1, progress: Progress | None = None
) -> SongTexts:
    """Measure reviews of the held-out songs by the model, with controls, beside people's.

    Raises ModelError without a model of kind ``song``, and where the held-out texts are about fewer than two songs.
    """
    from fridaygram.lm.song.comparison import HeldSongs, compare

    songs: dict[str, list[Review]] = {}
    for number in index.held_out.texts if index.held_out else ():
        if song := reviews[number].song:
            songs.setdefault(song.key, []).append(reviews[number])
    held = HeldSongs(
        [card_of(group[0].song) for group in songs.values()],
        [[review.content for review in group] for group in songs.values()],
    )
    cards = [card_of(reviews[number].song) for number in index.numbers]
    return compare(index, song_writer(index, reviews), cards, held, seed, progress)


def review_receipts(corpus: str, index: Index, written: Sequence[SongReview]) -> list[Receipt]:
    """Return the receipt of each review of a batch that the writer of an index wrote."""
    from fridaygram.lm.song.reviews import LIMIT, ORDER

    digest = batch_digest([review.text for review in written])
    return [
        Receipt(
            text=review.text,
            corpus=corpus,
            corpus_digest=index.corpus_digest,
            model_digest=index.digest,
            batch_digest=digest,
            seed=review.seed,
            index=review.number,
            batch=len(written),
            limit=LIMIT,
            version=__version__,
            model="song",
            order=ORDER,
            card=review.card,
            stream=review.stream,
            choices=review.choices,
        )
        for review in written
    ]
