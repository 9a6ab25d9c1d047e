"""What samples copy: every character under its longest match in training, the pieces they are stitched of, and whose.

Held-out texts, which people wrote and the model never saw, are measured in the same way: short matches are no theft.
``{{ demo.copies.8 }}`` is what a model of order 8 copies.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from fridaygram.errors import CorpusError, ModelError
from fridaygram.values.base import Stores

if TYPE_CHECKING:
    from fridaygram.corpus.records import Review
    from fridaygram.lm import Index

AT_LEAST = 20
"""Characters from which a match is called a copy."""
SAMPLES, LENGTH, SEED = 50, 400, 1
"""Of the texts that are measured to say what a model copies."""
SOURCES_NAMED = 3


def pieces_of(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Return the fewest pieces (start, length) of training that make up a text, from the left, each as long as can be.

    ``lengths``: for each character, the longest piece that ends with it and stands in training. A character that
    training never had is a piece of its own, of length 0 in training but 1 here.
    """
    pieces = []
    start = 0
    while start < len(lengths):
        end = start
        # The starts of longest matches never go back, so the first that begins later ends the piece.
        while end < len(lengths) and lengths[end] and end + 1 - lengths[end] <= start:
            end += 1
        end = max(end, start + 1)
        pieces.append((start, end - start))
        start = end
    return pieces


def covers_of(lengths: Sequence[int]) -> list[int]:
    """Return, for each character, the length of the longest piece of training that it lies in."""
    covers = [0] * len(lengths)
    for last, length in enumerate(lengths):
        if last + 1 < len(lengths) and lengths[last + 1] > length:
            continue
        for place in range(last + 1 - length, last + 1):
            covers[place] = max(covers[place], length)
    return covers


def overlaps_of(lengths: Sequence[int], pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the matches (start, length), AT_LEAST or more, that are longest over a character outside of ``pieces``.

    ``lengths`` are as in ``pieces_of``. Pieces are cut from the left, so a match may begin in one and go on after it.
    """
    inside = {place for start, length in pieces for place in range(start, start + length)}
    longest: dict[int, tuple[int, int]] = {}
    for last, length in enumerate(lengths):
        start = last + 1 - length
        for place in range(start, last + 1) if length >= AT_LEAST else ():
            if place not in inside and length > longest.get(place, (0, 0))[1]:
                longest[place] = (start, length)
    return sorted(set(longest.values()))


def copies_of(index: Index, text: str, reviews: Sequence[Review]) -> dict[str, Any]:
    """Return what a text copies, as plain JSON.

    ``longest`` copy and ``novel`` share (characters in no copy of AT_LEAST or more); ``count`` of pieces; ``covers``:
    runs [characters, longest match over them]; ``pieces`` of AT_LEAST or more: ``start``, ``length``, in how many
    ``texts``, and of these ``sources`` the first few by title, day, domain and link; ``overlaps``, which are like
    pieces: the matches of what is copied and in no piece. ``reviews`` are those that training was given, in its order;
    none are named where they are another corpus's, or came without an address of the web.
    """
    from fridaygram.lm import memorise

    found = memorise(index, text, at_least=AT_LEAST)
    pieces = pieces_of(found.lengths)
    long = [piece for piece in pieces if piece[1] >= AT_LEAST]

    def whose(some: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
        return [
            {"start": start, "length": length, **_sources(index, text[start : start + length], reviews)}
            for start, length in some
        ]

    return {
        "longest": found.longest,
        "novel": found.novel_share,
        "count": len(pieces),
        "covers": [[len(list(run)), cover] for cover, run in groupby(covers_of(found.lengths))],
        "pieces": whose(long),
        "overlaps": whose(overlaps_of(found.lengths, long)),
    }


def _sources(index: Index, piece: str, reviews: Sequence[Review]) -> dict[str, Any]:
    from fridaygram.corpus.urls import is_web_url
    from fridaygram.lm.memorisation import sources_of

    numbers = sources_of(index, piece)
    known = [reviews[number] for number in numbers if number < len(reviews) and piece in reviews[number].content]
    named = [
        {"domain": review.domain, "url": review.url, "title": review.title, "day": review.date_published[:10]}
        for review in known
        if is_web_url(review.url)
    ]
    return {"texts": len(numbers), "sources": named[:SOURCES_NAMED]}


def copies_by_name(name: str, stores: Stores) -> dict[str, Any]:
    """Return what ``{{ NAME.copies.* }}`` may ask for.

    ``ORDER`` is the copied share (0 to 1) of SAMPLES texts by the unsmoothed model of that order, up to LENGTH
    characters each; ``ORDER.longest`` the longest run among them; ``held_out`` and ``held_out.longest`` are the
    same of the texts that training kept aside. Raises ModelError where the model kept none.
    """
    from fridaygram.lm import sample_batch
    from fridaygram.values.kinds.order_curve import HIGHEST, held_out_texts

    index = stores.index(name)
    known: dict[str, Any] = {"samples": SAMPLES, "at_least": AT_LEAST}
    known["held_out"], known["held_out.longest"] = _copied(index, held_out_texts(name, stores))
    for order in range(1, HIGHEST + 1):
        samples = sample_batch(index, order, count=SAMPLES, seed=SEED, limit=LENGTH)
        known[str(order)], known[f"{order}.longest"] = _copied(index, samples.texts())
    return known


def _copied(index: Index, texts: Iterable[str]) -> tuple[float, int]:
    """Return the share of all characters that lie in copies, and the longest copy."""
    novel, longest = novelty(index, texts)
    return (1 - novel if novel or longest else 0.0), longest


def novelty(index: Index, texts: Iterable[str]) -> tuple[float, int]:
    """Return the share of all characters that lie in no copy of AT_LEAST or more, and the longest copy."""
    from fridaygram.lm import memorise

    found = [memorise(index, text, at_least=AT_LEAST) for text in texts]
    characters = sum(one.characters for one in found)
    novel = math.fsum(one.novel_share * one.characters for one in found)
    return (novel / characters if characters else 0.0), max((one.longest for one in found), default=0)


def people_baseline(name: str, stores: Stores, limit: int) -> dict[str, Any] | None:
    """Return the same measures of held-out texts, each cut at ``limit`` characters; None where there are none here.

    ``texts``, ``limit``; of ``longest`` the median and the ``most``; ``novel`` share of all their characters;
    ``characters_a_piece`` on average.
    """
    from fridaygram.lm import memorise
    from fridaygram.values.kinds.order_curve import held_out_texts

    try:
        texts = [text[:limit] for text in held_out_texts(name, stores) if text]
    except (CorpusError, ModelError):
        return None
    index = stores.index(name)
    found = [memorise(index, text, at_least=AT_LEAST) for text in texts]
    characters = sum(one.characters for one in found)
    return {
        "texts": len(texts),
        "limit": limit,
        "longest": median(one.longest for one in found),
        "most": max(one.longest for one in found),
        "novel": sum(one.novel_share * one.characters for one in found) / characters,
        "characters_a_piece": mean(one.characters / len(pieces_of(one.lengths)) for one in found),
    }


def training_reviews(name: str, stores: Stores) -> list[Review]:
    """Return the reviews that the model was made of, held-out ones too, in their order; [] where they are not here."""
    try:
        return stores.training(name)
    except (CorpusError, ModelError):
        return []
