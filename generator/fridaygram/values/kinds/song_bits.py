"""Bits of held-out reviews without a card, with their song's, another song's, and after the song's other reviews."""

from __future__ import annotations

from typing import Any

import msgspec

from fridaygram.corpus.records import songs_of
from fridaygram.lm.song.masking import SLOTS, Card
from fridaygram.values.base import Params, Provider, Stores, of_corpus_and_model
from fridaygram.values.cards import cards_of
from fridaygram.values.kinds.order_curve import held_out_texts

NO_CARD, GENRE = "no card", "genre"


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from fridaygram.lm.song.bits import song_bits

    name = params["corpus"]
    texts = held_out_texts(name, stores)
    index, reviews = stores.index(name), stores.training(name)
    kept = [reviews[number] for number in index.held_out.texts]
    cards, songs = cards_of(kept), songs_of(kept)
    found = song_bits(index, texts, cards, songs, seed=params["seed"])
    bare = next(row for row in found.rows if row.card == NO_CARD)
    rows = [
        {"name": row.card, "bits": row.bits, "saved": -row.difference, "error": row.difference_error}
        for row in found.rows
        if row is not bare
    ]
    return {
        "unit": "bits an event",
        "model": found.model,
        "bare": {"bits": bare.bits, "error": bare.error},
        "rows": rows,
        "parts": _parts(index, texts, cards, songs),
        "held_out": {"songs": found.songs, "texts": found.texts, "events": found.events},
    }


def _parts(index: Any, texts: list[str], cards: list[Card], songs: list[str]) -> list[dict[str, Any]]:
    """Return for each kind of fact how many more bits an event cost when all cards lack it, the most first."""
    from fridaygram.lm import load_model
    from fridaygram.lm.song.bits import own_names, ratio
    from fridaygram.lm.song.masking import mask

    model: Any = load_model("song", index)
    own = [(text, card, song) for text, card, song in zip(texts, cards, songs, strict=True) if song]
    events = [len(mask(text, own_names(card))) + 1 for text, card, _ in own]
    whole = [float(model.given(card).bits(text).sum()) for text, card, _ in own]
    found = []
    for kind in (*SLOTS, GENRE):
        if all(card == _without(card, kind) for _, card, _ in own):
            continue
        less = [float(model.given(_without(card, kind)).bits(text).sum()) for text, card, _ in own]
        lost = [some - all_ for some, all_ in zip(less, whole, strict=True)]
        saved, error = ratio(lost, events, [song for *_, song in own])
        found.append({"name": kind, "saved": saved, "error": error})
    return sorted(found, key=lambda part: -part["saved"])


def _without(card: Card, kind: str) -> Card:
    if kind == GENRE:
        return msgspec.structs.replace(card, tags=())
    return msgspec.structs.replace(card, slots={slot: names for slot, names in card.slots.items() if slot != kind})


PROVIDER = Provider(sources=of_corpus_and_model, compute=_compute, version=2)
