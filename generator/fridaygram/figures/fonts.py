"""The fonts that figures measure and draw with: DejaVu, which matplotlib carries (Bitstream Vera licence).

The files are found without importing matplotlib, which takes a third of a second.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fridaygram.errors import FigureError

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

MONO, SANS, SANS_BOLD, LAST_RESORT = "DejaVuSansMono", "DejaVuSans", "DejaVuSans-Bold", "LastResortHE-Regular"
NAMES = {MONO: "DejaVu Sans Mono", SANS: "DejaVu Sans", LAST_RESORT: "Last Resort"}
_ROUNDING = 0.01  # pixels that sums of widths may be off
_NEVER_A_GLYPH = "\uffff"


@cache
def folder() -> Path:
    """Return the folder of matplotlib's fonts.

    Raises FigureError where matplotlib is not installed.
    """
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise FigureError("matplotlib is not installed, and figures use its fonts", hint="install fridaygram again")
    return Path(next(iter(spec.submodule_search_locations))) / "mpl-data" / "fonts" / "ttf"


@cache
def font(name: str, size: float) -> FreeTypeFont:
    """Open a font at a size in pixels. Basic layout: we place glyphs ourselves, one by one."""
    from PIL import ImageFont

    return ImageFont.truetype(folder() / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@cache
def has_glyph(name: str, character: str) -> bool:
    """Return whether a font has a glyph for a character: whether it differs from that of a noncharacter."""
    return character.isspace() or bytes(font(name, 16).getmask(character)) != _of_no_glyph(name)


@cache
def _of_no_glyph(name: str) -> bytes:
    return bytes(font(name, 16).getmask(_NEVER_A_GLYPH))


@cache
def _advance(character: str, bold: bool) -> float:
    """Return a character's width in em; one that the font lacks takes a whole em, as in CJK fonts."""
    name = SANS_BOLD if bold else SANS
    return float(font(name, 100).getlength(character)) / 100 if has_glyph(name, character) else 1.0


def width(text: str, size: float = 13.0, *, bold: bool = False) -> float:
    """Return the width in pixels of a text in DejaVu Sans, which is wider than most system fonts.

    What fits when measured here therefore fits in the page's own font.
    """
    return sum(_advance(character, bold) for character in text) * size


def missing(texts: Iterable[str]) -> list[str]:
    """Return the characters of texts that DejaVu Sans lacks, sorted."""
    return sorted(character for character in set().union(*texts) if not has_glyph(SANS, character))


IN_CHARTS = "PNG pictures show it in the font Last Resort, as a box"
IN_ANIMATIONS = "pictures show its code in a box, in DejaVu Sans Mono"


def warning(characters: Sequence[str], shown: str) -> tuple[str, ...]:
    """Return the warning that names characters without a glyph and, as ``shown``, what stands in, if there are any."""
    if not characters:
        return ()
    listed = ", ".join(f"{glyph} (U+{ord(glyph[-1]):04X})" for glyph in characters[:6])
    more = f" and {len(characters) - 6} others" if len(characters) > 6 else ""
    return (f"DejaVu has no glyph for {listed}{more}: {shown}",)


def wrap(text: str, size: float, room: float, *, lines: int = 3) -> list[str]:
    """Break a text into at most ``lines`` lines of at most ``room`` pixels; the last is cut with an ellipsis."""
    rows: list[str] = []
    for word in text.split():
        joined = f"{rows[-1]} {word}" if rows else word
        if rows and width(joined, size) <= room:
            rows[-1] = joined
        else:
            rows.append(word)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
    return [shorten(row, size, room) for row in rows] or [""]


def shorten(text: str, size: float, room: float) -> str:
    """Return the text, cut with an ellipsis where it is wider than ``room`` pixels."""
    if width(text, size) <= room + _ROUNDING:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle] + "…", size) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"
