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
from fridaygram.figures.kinds.song_bits import kind_name
from fridaygram.figures.style import number
from fridaygram.languages import translated, word

Review = Mapping[str, Any]
STEPS = ((0.5, "song-1"), (1.5, "song-2"), (3.0, "song-3"))
"""From how many bits that the card saves a word carries which line."""
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
    names = (word("song-side-by-side"), *(review["song"] for review in reviews))
    choices = "".join(
        f'<label><input type="radio" name="{scope}-song" class="song-is-{place}"{" checked" if not place else ""}>'
        f"<span>{escape(name)}</span></label>"
        for place, name in enumerate(names)
    )
    return f'<fieldset class="song-switch"><legend class="unseen">{word("song-which")}</legend>{choices}</fieldset>'


def _review(review: Review) -> str:
    by_kind: dict[str, list[str]] = {}
    for place, fact in enumerate(review["card"], 1):
        named = f'{escape(fact["value"])}<sup class="smp-ref" aria-hidden="true">{place}</sup>'
        by_kind.setdefault(fact["kind"], []).append(named)
    rows = "".join(
        f"<div><dt>{escape(kind_name(kind))}</dt><dd>{', '.join(facts)}</dd></div>" for kind, facts in by_kind.items()
    )
    return (
        f'<div class="song-one" role="group" aria-label="{word("song-review-of", song=escape(review["song"]))}">'
        f'<dl class="song-card">{rows}</dl><blockquote class="smp-text">{_text(review)}</blockquote></div>'
    )


def _text(review: Review) -> str:
    text, place, parts = review["text"], 0, []
    for one in review["words"]:
        end = one["at"] + one["length"]
        parts.append(escape(text[place : one["at"]]))
        parts.append(_word(text[one["at"] : end], one, review))
        place = end
    return "".join(parts) + escape(text[place:])


def _word(written: str, one: Mapping[str, Any], review: Review) -> str:
    classes = [_shade(one["gain"])] + (["song-slot"] if one["slot"] else [])
    named = " ".join(filter(None, classes))
    if not named:
        return escape(written)
    told, number_of = word("playground-bits", bits=_bits(one["gain"])), ""
    if one["by"] is not None:
        told = word("song-most-by", bits=_bits(one["gain"]), fact=_fact(review, one))
        number_of = f'<sup class="smp-ref" aria-hidden="true">{one["by"] + 1}</sup>'
    return f'<span class="{named}" title="{escape(told)}">{escape(written)}</span>{number_of}'


def _shade(gain: float) -> str:
    if gain <= COSTS:
        return "song-0"
    return next((name for least, name in reversed(STEPS) if gain >= least), "")


def _bits(gain: float) -> str:
    return ("+" if gain > 0 else "") + number(gain, 1)


def _fact(review: Review, one: Mapping[str, Any]) -> str:
    fact = review["card"][one["by"]]
    return word("named", name=translated(fact["kind"]), value=fact["value"])


def _legend(values: Values) -> str:
    spans = (word("song-half-a-bit"), word("playground-bits", bits=number(STEPS[1][0])), word("surprisal-high"))
    marks = [f'<span class="{name}">{span}</span>' for (_, name), span in zip(STEPS, spans, strict=True)]
    told = word(
        "song-legend",
        outlined=f'<span class="song-slot">{word("song-outlined")}</span>',
        marks=word("comma").join(marks),
        dashes=f'<span class="song-0">{word("song-dashes")}</span>',
    )
    return f'<p class="fig-source">{told} {word("song-seed", seed=values["seed"])}</p>'


def _words(reviews: list[Review]) -> str:
    parts, comma = [], word("comma")
    for review in reviews:
        helped = sorted((one for one in review["words"] if one["by"] is not None), key=lambda one: -one["gain"])
        most = [
            word("song-word-by", word=_written(review, one), bits=_bits(one["gain"]), fact=_fact(review, one))
            for one in helped[:3]
        ]
        card = comma.join(f"{translated(fact['kind'])} {fact['value']}" for fact in review["card"])
        parts.append(word("song-card-of", song=review["song"], card=card))
        parts += [word("song-likelier", words=comma.join(most))] if most else []
    return " ".join(parts)


def _written(review: Review, one: Mapping[str, Any]) -> str:
    written: str = review["text"][one["at"] : one["at"] + one["length"]]
    return written


def _table(reviews: list[Review]) -> Table:
    rows = tuple(
        (
            review["song"],
            _written(review, one),
            _bits(one["gain"]),
            translated(one["slot"]) or "–",
            _fact(review, one) if one["by"] is not None else "–",
        )
        for review in reviews
        for one in review["words"]
    )
    header = map(word, ("song-reviewed", "song-word", "song-bits-of-word", "song-slot", "song-by"))
    return Table(tuple(header), rows)


FIGURE = Figure("Review of a song", SongReviewParams, "song_review", draw, decides=("corpus", "data", "pick", "other"))
