"""A card: what a model knows of the song that a text is about."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

SLOTS = ("artist", "title", "album", "label", "place", "guest", "name")
"""The kinds of names that a card can hold, in the order in which a text is searched for them.

A ``name`` is one that other texts about the song have, whatever it is of: see ``neighbours.py``.
"""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a song.

    ``slots`` maps a kind of name (one of SLOTS) to its spellings, the usual one first; a kind without a name is absent.
    ``tags`` are genres, lower case. ``numbers`` are audio features by name, in their source's own units.
    """

    slots: Mapping[str, tuple[str, ...]] = {}
    tags: tuple[str, ...] = ()
    numbers: Mapping[str, float] = {}
