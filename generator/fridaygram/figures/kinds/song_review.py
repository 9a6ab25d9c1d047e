"""A review of a song beside the card it was written from, and what the same seed writes from another song's card.

In a post::

    ```figure song-review
    corpus: demo
    pick: 1
    ```

Values::

    seed: 1
    reviews:
      - song: The Reeds - Low Water
        card:
          - {kind: artist, value: The Reeds}
          - {kind: genre, value: slowcore}
        text: The Reeds play slow.
        words:
          - {at: 0, length: 9, slot: artist, gain: 11.2, by: 0}
          - {at: 10, length: 4, slot: "", gain: 0.2, by: 1}
          - {at: 15, length: 5, slot: "", gain: 1.7, by: 1}
      - song: Fan Belt - Overdrive
        card:
          - {kind: artist, value: Fan Belt}
          - {kind: genre, value: punk}
        text: Fan Belt play fast.
        words:
          - {at: 0, length: 8, slot: artist, gain: 10.4, by: 0}
          - {at: 9, length: 4, slot: "", gain: -0.3, by: null}
          - {at: 14, length: 5, slot: "", gain: 2.4, by: 1}
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from fridaygram.errors import FigureError
from fridaygram.figures.base import Drawing, Figure, Params, Table, Values
from fridaygram.figures.kinds.song_bits import KINDS
from fridaygram.figures.style import number

Review = Mapping[str, Any]
STEPS = ((0.5, "song-1", "half a bit"), (1.5, "song-2", "1.5 bits"), (3.0, "song-3", "3 bits or more"))
"""From how many bits that the card saves a word carries which line, and that in words."""
COSTS = -0.5
"""At so many bits or fewer, the card made a word less likely."""


class SongReviewParams(Params, frozen=True, kw_only=True):
    """Parameters of a review of a song.

    ``corpus`` names the trained corpus; ``data`` is the file beside the post that holds the review; ``pick`` is its
    number there (from 1), among those of the corpus; ``other`` is the song whose card the same seed writes from,
    as "Artist - Title": without it, one is drawn by the seed.
    """

    corpus: str
    data: str = "samples.toml"
    pick: int = 1
    other: str = ""


def draw(values: Values, params: SongReviewParams, scope: str) -> Drawing:
    """Draw ``{"seed", "reviews": [{"song", "card": [{"kind", "value"}], "text", "words"}]}``.

    A word has its place ``at`` in the text, ``length``, ``slot`` ("" where it is no name of the card), ``gain``, which
    is log2 of p(word given the card) / p(word), and ``by``, the number of the characteristic of the card without which
    the word loses the most, None where the card did not help.
    """
    reviews = values["reviews"]
    if not reviews:
        raise FigureError("there is no review to show", hint="write one: fridaygram review")
    parts = [_review(review) for review in reviews]
    pair = f'<div class="song-pair">{"".join(parts)}</div>{_legend(values)}'
    switch = _switch(reviews, scope) if len(reviews) > 1 else ""
    return Drawing(
        html=f'<div class="song">{switch}{pair}</div>',
        text=params.alt or _words(reviews),
        table=_table(reviews),
        feed=f'<div class="song">{pair}</div>',
    )


def _switch(reviews: list[Review], scope: str) -> str:
    """Return three buttons of which one is pressed: both texts, or one of them. CSS does the rest, without a script."""
    names = ("Side by side", *(review["song"] for review in reviews))
    choices = "".join(
        f'<label><input type="radio" name="{scope}-song" class="song-is-{place}"{" checked" if not place else ""}>'
        f"<span>{escape(name)}</span></label>"
        for place, name in enumerate(names)
    )
    return f'<fieldset class="song-switch"><legend class="unseen">Which text to show</legend>{choices}</fieldset>'


def _review(review: Review) -> str:
    by_kind: dict[str, list[str]] = {}
    for place, fact in enumerate(review["card"], 1):
        named = f'{escape(fact["value"])}<sup class="smp-ref" aria-hidden="true">{place}</sup>'
        by_kind.setdefault(fact["kind"], []).append(named)
    rows = "".join(
        f"<div><dt>{escape(KINDS.get(kind, kind))}</dt><dd>{', '.join(facts)}</dd></div>"
        for kind, facts in by_kind.items()
    )
    return (
        f'<div class="song-one" role="group" aria-label="Review of {escape(review["song"])}">'
        f'<dl class="song-card">{rows}</dl><blockquote class="smp-text">{_text(review)}</blockquote></div>'
    )


def _text(review: Review) -> str:
    text, place, parts = review["text"], 0, []
    for word in review["words"]:
        end = word["at"] + word["length"]
        parts.append(escape(text[place : word["at"]]))
        parts.append(_word(text[word["at"] : end], word, review))
        place = end
    return "".join(parts) + escape(text[place:])


def _word(written: str, word: Mapping[str, Any], review: Review) -> str:
    classes = [_shade(word["gain"])] + (["song-slot"] if word["slot"] else [])
    named = " ".join(filter(None, classes))
    if not named:
        return escape(written)
    told, number_of = f"{_bits(word['gain'])} bits", ""
    if word["by"] is not None:
        told += f", most by {_fact(review, word)}"
        number_of = f'<sup class="smp-ref" aria-hidden="true">{word["by"] + 1}</sup>'
    return f'<span class="{named}" title="{escape(told)}">{escape(written)}</span>{number_of}'


def _shade(gain: float) -> str:
    if gain <= COSTS:
        return "song-0"
    return next((name for least, name, _ in reversed(STEPS) if gain >= least), "")


def _bits(gain: float) -> str:
    return ("+" if gain > 0 else "") + number(gain, 1)


def _fact(review: Review, word: Mapping[str, Any]) -> str:
    fact = review["card"][word["by"]]
    return f"{fact['kind']}: {fact['value']}"


def _legend(values: Values) -> str:
    marks = ", ".join(f'<span class="{name}">{words}</span>' for _, name, words in STEPS)
    return (
        '<p class="fig-source"><span class="song-slot">Outlined</span> is a name that the card filled in. A line says '
        f'how much likelier the card made a word ({marks}), <span class="song-0">dashes</span> that it made it less '
        f"likely. The small number is that of the fact of the card without which the word would lose the most. The "
        f"texts have one seed, {values['seed']}; "
        "the kept one was written again, byte for byte, when these values were computed.</p>"
    )


def _words(reviews: list[Review]) -> str:
    parts = []
    for review in reviews:
        helped = sorted((word for word in review["words"] if word["by"] is not None), key=lambda word: -word["gain"])
        most = [f"{_written(review, word)} ({_bits(word['gain'])} by {_fact(review, word)})" for word in helped[:3]]
        card = ", ".join(f"{fact['kind']} {fact['value']}" for fact in review["card"])
        parts.append(f"A review of {review['song']}, from a card with {card}.")
        parts += [f"Words that the card made likelier, in bits: {', '.join(most)}."] if most else []
    return " ".join(parts)


def _written(review: Review, word: Mapping[str, Any]) -> str:
    written: str = review["text"][word["at"] : word["at"] + word["length"]]
    return written


def _table(reviews: list[Review]) -> Table:
    rows = tuple(
        (
            review["song"],
            _written(review, word),
            _bits(word["gain"]),
            word["slot"] or "–",
            _fact(review, word) if word["by"] is not None else "–",
        )
        for review in reviews
        for word in review["words"]
    )
    return Table(("Review of", "Word", "Bits that the card saves", "Name filled in", "Most by"), rows)


FIGURE = Figure("Review of a song", SongReviewParams, "song_review", draw, decides=("corpus", "data", "pick", "other"))
