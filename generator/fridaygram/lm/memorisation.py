"""Memorisation: which pieces of a text stand, letter for letter, in the texts of training, and in which of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

AT_LEAST = 20


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A copied piece: ``text[start : start + length]``; longer to neither side does it stand in training.

    ``sources``: the numbers of all texts that have it, in the sequence that training was given, ascending.
    """

    start: int
    length: int
    text: str
    sources: tuple[int, ...]


class Memorisation(msgspec.Struct, frozen=True, kw_only=True):
    """What a text copies. Spans, of ``at_least`` characters or more, may overlap; none lies within another.

    ``lengths``: for each character, the longest piece that ends with it and stands in training; ``longest`` and
    ``mean_match`` are their maximum and mean. ``novel_share``: characters in no span, 0 to 1.
    """

    characters: int
    at_least: int
    longest: int
    mean_match: float
    novel_share: float
    spans: tuple[Span, ...]
    lengths: tuple[int, ...]


def memorise(index: Index, text: str, *, at_least: int = AT_LEAST) -> Memorisation:
    """Find all pieces of ``text``, of ``at_least`` (1 or more) characters, that the indexed texts have.

    Starts and ends of texts do not count: a piece is what can be read. O(characters + rows looked through).
    """
    import numpy as np

    from fridaygram.lm.index.matches import longest_matches

    rows, lengths = longest_matches(index, index.alphabet.encode_array(text))
    ends = np.flatnonzero((lengths >= at_least) & (np.append(lengths[1:], 0) <= lengths))
    spans, covered = [], np.zeros(len(text), dtype=np.bool_)
    for last, sources in zip(ends.tolist(), _sources(index, rows[ends], lengths[ends]), strict=True):
        length = int(lengths[last])
        start = last + 1 - length
        covered[start : last + 1] = True
        piece = text[start : last + 1]
        spans.append(Span(start=start, length=length, text=piece, sources=sources or sources_of(index, piece)))
    return Memorisation(
        characters=len(text),
        at_least=at_least,
        longest=int(lengths.max(initial=0)),
        mean_match=float(lengths.mean()) if len(text) else 0.0,
        novel_share=float(1 - covered.mean()) if len(text) else 0.0,
        spans=tuple(spans),
        lengths=tuple(lengths.tolist()),
    )


def copied(index: Index, texts: Sequence[str], *, at_least: int) -> list[tuple[int, int]]:
    """Return, for each text, its characters in copies of ``at_least`` or more, and the length of its longest copy.

    The numbers are those of ``memorise``, for many texts at once and much faster.
    """
    import numpy as np

    from fridaygram.lm.index.matches import longest_matches

    nothing = np.full(1, -1, dtype=np.int32)
    parts = [part for text in texts for part in (index.alphabet.encode_array(text), nothing)]
    _, lengths = longest_matches(index, np.concatenate([nothing, *parts]))
    ends = np.flatnonzero(lengths >= at_least)
    inside = np.bincount(ends + 1 - lengths[ends], minlength=len(lengths) + 1)
    inside[ends + 1] -= 1
    covered = np.concatenate(([0], np.cumsum(np.cumsum(inside) > 0)))
    found, place = [], 1
    for text in texts:
        end = place + len(text)
        found.append((int(covered[end] - covered[place]), int(lengths[place:end].max(initial=0))))
        place = end + 1
    return found


def _sources(index: Index, rows: NDArray[np.uint32], lengths: NDArray[np.int32]) -> Iterator[tuple[int, ...]]:
    """Yield the numbers of all texts that have each match, ascending; none where it is longer than an index stores."""
    import numpy as np

    from fridaygram.lm.index.matches import runs_of
    from fridaygram.lm.index.suffixes import LONGEST

    first = _numbers(index, index.positions[rows]).tolist()
    for only, length, low, high in zip(first, lengths.tolist(), *runs_of(index, rows, lengths).tolist(), strict=True):
        if length > LONGEST:
            yield ()
        elif high - low == 1:
            yield (only,)
        else:
            yield tuple(np.unique(_numbers(index, index.positions[low:high])).tolist())


def _numbers(index: Index, places: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the number of the text of each place."""
    import numpy as np

    return index.numbers[np.searchsorted(index.starts, places, side="right") - 1]


def sources_of(index: Index, piece: str) -> tuple[int, ...]:
    """Return the numbers of all texts that have ``piece``, ascending."""
    import numpy as np

    low, high = index.find(index.alphabet.encode(piece))
    return tuple(np.unique(_numbers(index, index.positions[low:high])).tolist())
