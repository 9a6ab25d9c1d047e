"""Which tags are genres: listeners also tag places, moods and concerts ("seen live")."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("genres.txt")


@cache
def genres() -> frozenset[str]:
    """Return the known genres, lower case, spelt as in genres.txt."""
    lines = LIST.read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def genre_of(tag: str) -> str:
    """Return the genre that a tag means ("Indie-Pop" and "indiepop" mean "indie pop"), "" where none."""
    lowered = " ".join(tag.casefold().replace("_", " ").split())
    known = genres()
    for form in (lowered, lowered.replace("-", " "), lowered.replace(" ", "-")):
        if form in known:
            return form
    squeezed = {name.replace(" ", "").replace("-", ""): name for name in sorted(known)}
    return squeezed.get(lowered.replace(" ", "").replace("-", ""), "")
