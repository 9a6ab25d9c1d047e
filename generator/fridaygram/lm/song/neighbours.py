"""Names from neighbours: what other texts about the same song call things, for a text that is not among them.

A name is a run of capitalised words ("Fern Street", "Bank of the Lea") that stands within a sentence at least once, for
at the beginning of one every word has a capital. Names that more of the neighbours have come first.

No text supplies a name for itself. A near-duplicate is the same text again (``split.near_duplicates``), so it is no
neighbour either.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from fridaygram.lm.song.masking import COMMON, NAMES, Card, mask
from fridaygram.lm.split import near_duplicates

_WORD = r"[A-Z0-9](?:[\w'’&.-]*\w)?"
_NAME = re.compile(rf"(?<![\w'’])(?=[A-Z]){_WORD}(?: (?:(?:of|the|and|de|la|for|&) ){{0,2}}{_WORD})*")
_BEGINS_SENTENCE = re.compile(r"(?:^|[.!?:\n])[\s\"“'‘(*_]*$")


def neighbours_of(texts: Sequence[str], songs: Sequence[str]) -> list[tuple[int, ...]]:
    """Return for each text the numbers of the others about its song, near-duplicates left out; "" names no song."""
    alike = {number: set(group) for group in near_duplicates(texts) for number in group}
    by_song: dict[str, list[int]] = defaultdict(list)
    for number, song in enumerate(songs):
        by_song[song].append(number)
    return [
        tuple(other for other in by_song[song] if song and other not in alike[number])
        for number, song in enumerate(songs)
    ]


def with_names(card: Card, neighbours: Sequence[str]) -> Card:
    """Return a card with the names that its neighbours' texts have, besides its own: at most NAMES["name"]."""
    texts_with: Counter[str] = Counter()
    within_sentences = set()
    for text in neighbours:
        masked = mask(text, card)
        found: dict[str, None] = {}
        for match in _NAME.finditer(masked):
            found[match[0]] = None
            if not _BEGINS_SENTENCE.search(masked[max(0, match.start() - 20) : match.start()]):
                within_sentences.add(match[0])
        texts_with.update(list(found))
    kept = [name for name in texts_with if name in within_sentences and name.casefold() not in COMMON]
    names = sorted(kept, key=lambda name: (-texts_with[name], name))[: NAMES["name"]]
    return msgspec.structs.replace(card, slots={**card.slots, "name": tuple(names)}) if names else card
