"""Reviews of songs: the writer of a corpus's model, and what it writes beside what people wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fridaygram.values.cards import card_of

if TYPE_CHECKING:
    from fridaygram.corpus.records import Review
    from fridaygram.lm import Index, Progress
    from fridaygram.lm.song.comparison import SongTexts
    from fridaygram.lm.song.reviews import SongWriter


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
