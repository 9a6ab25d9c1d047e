"""A kept review of a song, word by word: what its card saves, and what the same seed writes from another card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.errors import ContentError, ModelError
from fridaygram.lm.song.masking import SLOTS, Card
from fridaygram.values.base import Params, Provider, Stores
from fridaygram.values.cards import card_named, song_name
from fridaygram.values.kinds.curated import RECORDED, REPLAYED, chosen, sources
from fridaygram.values.reviews import song_writer
from fridaygram.values.samples.receipts import Placed, how
from fridaygram.values.samples.replay import model_of, replay, writer_is_here

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fridaygram.lm.models.song import SongModel

LEAST = 0.5
"""Bits that a card saves in a word before anything in the card is named for it."""


def _kept(params: Params, stores: Stores) -> tuple[Path, Placed, Card]:
    """Return the review that a figure shows, where it stands, and its card."""
    path, kept = chosen({**params, "pick": None}, stores)
    reviews = [(one, one.receipt.card) for one in kept if one.receipt.card is not None]
    if not 1 <= params["pick"] <= len(reviews):
        hint = "keep one: fridaygram review NAME 'Artist - Title' --keep 1"
        raise ContentError(f"no review {params['pick']} of a song among {len(reviews)}", file=path, hint=hint)
    return path, *reviews[params["pick"] - 1]


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    path, placed, card = _kept(params, stores)
    receipt = placed.receipt
    if not writer_is_here(receipt, stores):
        hint = f"train it: fridaygram train {receipt.corpus} --model {receipt.model}"
        raise ModelError("the model that wrote this review is not here", hint=hint, file=path, line=placed.line)
    model: Any = model_of(placed, stores, path)
    own = replay(placed, model, path)
    name = params["other"] or _another(params["corpus"], stores, card, receipt.seed)
    other = card_named(params["corpus"], stores, name)
    if receipt.choices:
        chooser = song_writer(model.index, stores.training(params["corpus"]))
        text = chooser.write(other, seed=receipt.seed, number=receipt.index).text
    else:
        text = model.given(other).sample(receipt.seed, index=receipt.index, batch=receipt.batch, **how(receipt)).text
    return {
        "corpus": params["corpus"],
        "seed": receipt.seed,
        "reviews": [_review(model, card, own.text), _review(model, other, text)],
    }


def _check(params: Params, stores: Stores) -> str:
    """Replay the review where its model is here."""
    path, placed, _ = _kept(params, stores)
    if not writer_is_here(placed.receipt, stores):
        return RECORDED
    replay(placed, model_of(placed, stores, path), path)
    return REPLAYED


def _another(corpus: str, stores: Stores, card: Card, seed: int) -> str:
    """Return another song of the corpus, drawn by the seed."""
    from fridaygram.lm.rng import Random

    names = sorted({song_name(review.song) for review in stores.reviews(corpus) if review.song} - {_title(card)})
    if not names:
        raise ContentError(f"'{corpus}' has no other song", hint="name one of another corpus with 'other'")
    return names[Random(seed).shuffled(len(names))[0]]


def _title(card: Card) -> str:
    return " - ".join(card.slots[slot][0] for slot in ("artist", "title") if slot in card.slots)


def facts_of_card(card: Card) -> list[tuple[str, str, Card]]:
    """Return each thing that the model is told by a card: its kind, itself, and the card without it."""
    found = []
    for slot in (slot for slot in SLOTS if slot in card.slots):
        for name in card.slots[slot]:
            left = {**card.slots, slot: tuple(one for one in card.slots[slot] if one != name)}
            slots = {kind: own for kind, own in left.items() if own}
            found.append((slot, name, msgspec.structs.replace(card, slots=slots)))
    for tag in card.tags:
        without = msgspec.structs.replace(card, tags=tuple(one for one in card.tags if one != tag))
        found.append(("genre", tag, without))
    return found


def _review(model: SongModel, card: Card, text: str) -> dict[str, Any]:
    facts = facts_of_card(card)
    own, bare = (bits_by_place(model, some, text) for some in (card, Card()))
    without = [bits_by_place(model, one, text) for _, _, one in facts]
    words = []
    for at, length, slot in words_of(text, card):
        span = slice(at, at + length)
        cost = float(own[span].sum())
        gain = float(bare[span].sum()) - cost
        lost = [float(bits[span].sum()) - cost for bits in without]
        most = max(range(len(lost)), key=lost.__getitem__, default=None)
        by = most if most is not None and gain >= LEAST and lost[most] >= LEAST else None
        words.append({"at": at, "length": length, "slot": slot, "gain": gain, "by": by})
    return {
        "song": _title(card),
        "card": [{"kind": kind, "value": value} for kind, value, _ in facts],
        "text": text,
        "words": words,
    }


def bits_by_place(model: SongModel, card: Card, text: str) -> NDArray[np.float64]:
    """Return the bits of a text given a card, (characters + 1), each event's at the place where it begins.

    The last is the end's. A masked name's bits are all at its first character.
    """
    import numpy as np

    from fridaygram.lm.song.masking import mask

    found = np.zeros(len(text) + 1)
    places = [*_places(mask(text, card), card), len(text)]
    np.add.at(found, places, model.given(card).bits(text))
    return found


def words_of(text: str, card: Card) -> list[tuple[int, int, str]]:
    """Return the words of a text as (place, length, slot): a masked name is one word, of its slot; "" is no name's."""
    from fridaygram.lm.song.masking import MASKS, mask

    masked = mask(text, card)
    places = [*_places(masked, card), len(text)]
    names, escape = f"{min(MASKS)}-{max(MASKS)}", chr(ord(min(MASKS)) - 1)
    found = []
    for match in re.finditer(rf"(?:{escape}.|[^\s{escape}{names}])+|[{names}]", masked, re.DOTALL):
        at, end = places[match.start()], places[match.end()]
        found.append((at, end - at, MASKS[match[0]][0] if match[0] in MASKS else ""))
    return found


def _places(masked: str, card: Card) -> Sequence[int]:
    """Return where in the text each character of its masked text begins."""
    from fridaygram.lm.song.masking import MASKS, spellings

    texts, escape = spellings(card).texts, chr(ord(min(MASKS)) - 1)
    found, at, escaped = [], 0, False
    for character in masked:
        found.append(at)
        if character == escape and not escaped:
            escaped = True  # It stands before a private-use character of the text's own.
            continue
        at += 1 if escaped else len(texts.get(character, character))
        escaped = False
    return found


PROVIDER = Provider(sources=sources, compute=_compute, follows=("file",), check=_check, version=2)
