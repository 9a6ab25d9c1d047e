"""The faces that figures measure and draw with: the site's own, then DejaVu for signs that they lack.

``faces/`` has Literata, Inter and JetBrains Mono as variable woff2 (SIL Open Font License, one file each); its README
says where they come from. DejaVu comes with matplotlib (Bitstream Vera licence); its files are found without importing
matplotlib, which takes a third of a second.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fridaygram.errors import FigureError

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FACES = Path(__file__).with_name("faces")
MONO, SANS, SANS_BOLD, SERIF_BOLD = "JetBrains Mono", "Inter", "Inter Bold", "Literata Bold"
LAST_RESORT = "LastResortHE-Regular"
_OURS = {
    MONO: ("jetbrains-mono", 400),
    SANS: ("inter", 400),
    SANS_BOLD: ("inter", 700),
    SERIF_BOLD: ("literata", 700),
}
_BEHIND = {
    MONO: ("DejaVuSansMono", "DejaVuSans"),
    SANS: ("DejaVuSans",),
    SANS_BOLD: ("DejaVuSans-Bold", "DejaVuSans"),
    SERIF_BOLD: ("DejaVuSerif-Bold", "DejaVuSans"),
}
"""For each face those that are asked when it lacks a sign."""
PACKAGES = "fontpkg.family"
"""The entry point of packages with a font in their folder ``files``, such as fontpkg-noto-sans-devanagari."""
DOTTED_CIRCLE = "◌"
"""What carries a combining mark that stands alone."""
_OTHER_FONTS = 0.88
_ROUNDING = 0.01  # pixels that sums of widths may be off
_NEVER_A_GLYPH = "\uffff"


@cache
def _dejavu() -> Path:
    """Return the folder of matplotlib's fonts.

    Raises FigureError where matplotlib is not installed.
    """
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise FigureError("matplotlib is not installed, and figures use its fonts", hint="install fridaygram again")
    return Path(next(iter(spec.submodule_search_locations))) / "mpl-data" / "fonts" / "ttf"


@cache
def file_of(face: str) -> Path:
    """Return the file of a face. Raises FigureError where matplotlib is not installed and the face is one of its."""
    if face in _OURS:
        return FACES / f"{_OURS[face][0]}.woff2"
    return Path(face) if face in installed() else _dejavu() / f"{face}.ttf"


@cache
def installed() -> tuple[str, ...]:
    """Return the files of regular fonts that installed packages bring, by name: those with an entry point PACKAGES."""
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    specs = [find_spec(entry.module) for entry in entry_points(group=PACKAGES)]
    folders = {Path(spec.origin).parent / "files" for spec in specs if spec is not None and spec.origin}
    files = {file for folder in folders for file in folder.glob("*.[toTO][tT][fFcC]")}
    regular = (file for file in files if "Regular" in file.name or ("[" in file.name and "Italic" not in file.name))
    return tuple(map(str, sorted(regular, key=lambda file: file.name)))


@cache
def font(face: str, size: float, *, shaped: bool = False) -> FreeTypeFont:
    """Open a face at a size in pixels.

    ``shaped`` texts have kerning, joined letters and their own direction; else we place glyphs ourselves, one by one.
    """
    from PIL import ImageFont

    layout = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    opened = ImageFont.truetype(file_of(face), size, layout_engine=layout)
    if face in _OURS:
        opened.set_variation_by_axes([_OURS[face][1]])
    return opened


@cache
def has_glyph(face: str, character: str) -> bool:
    """Return whether a face has a glyph for a character: whether it differs from that of a noncharacter."""
    return character.isspace() or bytes(font(face, 16).getmask(character)) != _of_no_glyph(face)


@cache
def _of_no_glyph(face: str) -> bytes:
    return bytes(font(face, 16).getmask(_NEVER_A_GLYPH))


@cache
def face_of(glyph: str, face: str) -> str:
    """Return the first face that draws all characters of a glyph: ``face``, one behind it, one that is installed.

    Else Last Resort.
    """
    for name in (face, *_BEHIND.get(face, ())):
        if all(has_glyph(name, character) for character in glyph):
            return name
    for name in installed():
        if all(has_glyph(name, character) for character in glyph):
            return name
    return LAST_RESORT


@cache
def _advance(character: str, bold: bool) -> float:
    """Return a character's width in em; one that no face has takes a whole em, as in CJK fonts."""
    name = face_of(character, SANS_BOLD if bold else SANS)
    return 1.0 if name == LAST_RESORT else font(name, 100, shaped=True).getlength(character, features=tabular()) / 100


def width(text: str, size: float = 13.0, *, bold: bool = False) -> float:
    """Return the width in pixels of a text in Inter, the sans of our pages."""
    return sum(_advance(character, bold) for character in text) * size


@lru_cache(4096)
def runs(text: str, face: str) -> tuple[tuple[str, str], ...]:
    """Return a text in runs of one face each, as (run, face); a space belongs to the run before it.

    A text of which some runs from right to left is one run, if a face has all of it: only so is it put in its order.
    """
    turns = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)
    if turns and (whole := face_of(text, face)) != LAST_RESORT:
        return ((text, whole),)
    found: list[tuple[str, str]] = []
    for character in text:
        joins = character.isspace() and found and found[-1][1] != LAST_RESORT
        name = found[-1][1] if joins else face_of(character, face)
        if found and found[-1][1] == name:
            found[-1] = found[-1][0] + character, name
        else:
            found.append((character, name))
    return tuple(found)


@cache
def tabular() -> list[str] | None:
    """Return the feature that gives all digits one width, as charts have them; None if Pillow lacks libraqm."""
    from PIL import features

    return ["tnum"] if features.check("raqm") else None


@lru_cache(4096)
def length(text: str, face: str, size: float) -> float:
    """Return the width in pixels of a text as ``write`` writes it."""
    return sum(font(name, size, shaped=True).getlength(run, features=tabular()) for run, name in runs(text, face))


def write(draw: ImageDraw, x: float, baseline: float, text: str, face: str, size: float, fill: str | int) -> None:
    """Write a text on a picture of Pillow's, its start at x."""
    for run, name in runs(text, face):
        draw.text((x, baseline), run, font=font(name, size, shaped=True), fill=fill, anchor="ls", features=tabular())
        x += length(run, face, size)


def missing(texts: Iterable[str]) -> list[str]:
    """Return the characters of texts that no face has, sorted."""
    return sorted(character for character in set().union(*texts) if face_of(character, SANS) == LAST_RESORT)


IN_CHARTS = "PNG pictures show it in the font Last Resort, as a box"
IN_ANIMATIONS = "pictures show its code in a box"


def warning(characters: Sequence[str], shown: str) -> tuple[str, ...]:
    """Return the warning that names characters without a glyph and, as ``shown``, what stands in, if there are any."""
    if not characters:
        return ()
    listed = ", ".join(f"{glyph} (U+{ord(glyph[-1]):04X})" for glyph in characters[:6])
    more = f" and {len(characters) - 6} others" if len(characters) > 6 else ""
    hint = f"install a package of fonts that has {'it' if len(characters) == 1 else 'them'} (fontpkg-noto-sans-...)"
    return (f"no font has a glyph for {listed}{more}: {shown}; {hint}",)


def wrap(text: str, size: float, room: float, *, lines: int = 3) -> list[str]:
    """Break a text into at most ``lines`` lines of at most ``room`` pixels; the last is cut with an ellipsis.

    Lines keep a tenth of their room free where there are enough of them: in reading views, and where a site has no
    fonts of its own, letters are wider than measured.
    """
    rows = _broken(text, size, room * _OTHER_FONTS)
    if len(rows) > lines:
        rows = _broken(text, size, room)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
    return [shorten(row, size, room) for row in rows] or [""]


def _broken(text: str, size: float, room: float) -> list[str]:
    rows: list[str] = []
    for word in text.split():
        joined = f"{rows[-1]} {word}" if rows else word
        if rows and width(joined, size) <= room:
            rows[-1] = joined
        else:
            rows.append(word)
    return rows


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
