"""The fonts of pages: cut to the characters that a site shows, as woff2, with the CSS that loads them.

A font is cut along groups of characters. ``basic`` is what English needs; a browser loads another group only for a page
that shows one of its characters (CSS ``unicode-range``), and a site has only the groups that it shows anywhere. An edit
of one post thus hardly ever changes a font.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.errors import ContentError
from fridaygram.figures.fonts import FACES

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

ROLES = {"text": "literata", "text-italic": "literata-italic", "sans": "inter", "mono": "jetbrains-mono"}
"""What each font is for, and the file of ours that stands where a blog has none."""
SUFFIXES = (".woff2", ".woff", ".ttf", ".otf")
PRELOADED = ("text", "sans")
BASIC = "basic"
# Beside ASCII: punctuation, spaces that nobody sees, letters of loanwords, what figures and notes mark with. Each costs
# every first visit some bytes.
_BASIC = (*map(ord, "\u00a0©±·×éè–—‘’“”•…→↩−●"), 0x2011, 0x202F, 0x2060)
_MORE = {
    "latin": (*range(0xC0, 0x100), 0x131, 0x152, 0x153, *range(0x2000, 0x2070), *range(0x20A0, 0x20D0)),
    "latin-more": (*range(0x100, 0x370), *range(0x1D00, 0x1F00)),
    "greek": (*range(0x370, 0x400), *range(0x1F00, 0x2000)),
    "cyrillic": range(0x400, 0x530),
    "signs": (*range(0x2070, 0x20A0), *range(0x2200, 0x2300)),
    "symbols": (*range(0x2100, 0x2200), *range(0x2300, 0x2C00)),
}
GROUPS: dict[str, frozenset[int]] = {BASIC: frozenset({*range(0x20, 0x7F), *_BASIC})}
for _name, _codes in _MORE.items():
    GROUPS[_name] = frozenset(_codes).difference(*GROUPS.values())
_BEYOND_ASCII = re.compile(r"[^\0-\x7f]")
_FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "lnum", "onum", "pnum", "tnum")
_NAMES = (0, 1, 2, 13, 14)  # copyright, family, style, licence: the Open Font License wants them kept
_WEIGHTS = 400, 700
# Fonts of which most systems have one, all of one width, and that width: mean advance of _SAMPLE in em.
_LOCAL = {
    "text": (("Times New Roman", "Liberation Serif", "Tinos"), 0.4172),
    "sans": (("Arial", "Liberation Sans", "Arimo", "Helvetica", "Roboto"), 0.4563),
    "mono": (("Courier New", "Liberation Mono", "Cousine"), 0.6001),
}
_SAMPLE = "aaabcdeeeefghiijklmnnoopqrrssttuvwxyz      "
"""Letters and spaces about as often as in English text, as Next.js weighs them."""


class FontFacts(msgspec.Struct, frozen=True):
    """What CSS says of a font: ascent and descent and mean advance in em, its ``weights`` as CSS has them, "" for one.

    ``ranges`` are the characters that it was cut to, as CSS has them, "" for none.
    """

    ascent: float
    descent: float
    advance: float
    weights: str
    ranges: str


def font_files(roots: Sequence[Path]) -> dict[str, Path]:
    """Return the file of each font: ``fonts/ROLE.woff2`` (or .ttf, .otf) of the first folder with one, else ours."""
    found = {role: FACES / f"{name}.woff2" for role, name in ROLES.items()}
    for root in reversed(roots):
        own = {
            role: file
            for role in ROLES
            for suffix in SUFFIXES
            if (file := root / "fonts" / f"{role}{suffix}").is_file()
        }
        if "text" in own and "text-italic" not in own:
            found.pop("text-italic", None)  # ours would stand beside another family
        found |= own
    return found


def groups_of(text: str) -> tuple[str, ...]:
    """Return the names of the groups, beside the basic one, that a text has characters of."""
    codes = set(map(ord, set(_BEYOND_ASCII.findall(text))))
    return tuple(name for name, group in GROUPS.items() if name != BASIC and not group.isdisjoint(codes))


def cut(file: Path, group: str) -> tuple[bytes, FontFacts]:
    """Return a font cut to a group, as woff2, and what it is like.

    Cuts of ours are shipped, since each takes a third of a second. Raises ContentError for a file that is no font.
    """
    if file.parent != FACES:
        return cut_anew(file, group)
    shipped = file.with_name(f"{file.stem}-{group}.woff2")
    if not shipped.is_file():
        return b"", _facts(file, ())
    from fontTools.ttLib import TTFont

    codes = GROUPS[group] if group == BASIC else TTFont(shipped).getBestCmap().keys()
    return shipped.read_bytes(), _facts(shipped, codes)


def cut_anew(file: Path, group: str) -> tuple[bytes, FontFacts]:
    """Return what ``cut`` does, made from the whole font.

    Variable weights are limited to 400 to 700; other axes stay where the font has them by default.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont, TTLibError

    options = subset.Options()
    options.layout_features, options.name_IDs = list(_FEATURES), list(_NAMES)
    options.hinting, options.notdef_outline = False, True
    try:
        font = TTFont(file, recalcTimestamp=False)
        codes = GROUPS[group] & font.getBestCmap().keys()
        if not codes:
            return b"", _facts(file, codes)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=codes)
        subsetter.subset(font)
    except (TTLibError, OSError, KeyError, AssertionError, subset.Subsetter.SubsettingError) as error:
        raise ContentError(
            f"cannot read this font: {error}", file=file, hint="use a TrueType, OpenType or woff2 file"
        ) from None
    limited = _limited(font)
    limited.flavor = "woff2"
    stream = io.BytesIO()
    limited.save(stream)
    return stream.getvalue(), _facts(file, codes)


def _limited(font: TTFont) -> TTFont:
    if "fvar" not in font:
        return font
    from fontTools.varLib import instancer

    limits: dict[str, Any] = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    for axis in font["fvar"].axes:
        if axis.axisTag == "wght":
            limits["wght"] = max(axis.minValue, _WEIGHTS[0]), min(axis.maxValue, _WEIGHTS[1])
    return instancer.instantiateVariableFont(font, limits)


def _facts(file: Path, codes: Iterable[int]) -> FontFacts:
    from PIL import ImageFont

    font = ImageFont.truetype(file, 1000)
    try:
        axes = {axis["name"]: axis for axis in font.get_variation_axes()}
    except OSError:
        axes = {}  # not a variable font
    weight = axes.get(b"Weight")
    weights = f"{max(weight['minimum'] or 0, _WEIGHTS[0])} {min(weight['maximum'] or 0, _WEIGHTS[1])}" if weight else ""
    ascent, descent = font.getmetrics()
    return FontFacts(
        ascent / 1000,
        descent / 1000,
        font.getlength(_SAMPLE) / 1000 / len(_SAMPLE),
        weights,
        _ranges(codes),
    )


def rules(cuts: Mapping[tuple[str, str], tuple[str, FontFacts]]) -> str:
    """Return the ``@font-face`` rules of fonts by (role, group), each with its path beside the style sheet.

    ``font-display: optional``: a page whose fonts have not come when it is first painted keeps the reader's own for
    that visit, so no line ever moves. These are widened or narrowed to ours, as figures were measured with ours.
    """
    css = ""
    for (role, group), (path, facts) in cuts.items():
        family, _, style = role.partition("-")
        css += (
            f'@font-face{{font-family:"site {family}";font-style:{style or "normal"};'
            + (f"font-weight:{facts.weights};" if facts.weights else "")
            + f'src:url({path}) format("woff2");font-display:optional;'
            f"unicode-range:{facts.ranges}}}"
        )
        if role in _LOCAL and group == BASIC:
            css += _stand_in(family, facts)
    return css


def _stand_in(family: str, facts: FontFacts) -> str:
    """Return the rule that gives a local font the widths and heights of ours (CSS Fonts 5, ``size-adjust``)."""
    names, advance = _LOCAL[family]
    scale = facts.advance / advance
    sources = ",".join(f'local("{name}")' for name in names)
    ascent, descent = facts.ascent / scale, facts.descent / scale
    return (
        f'@font-face{{font-family:"site {family} stand-in";src:{sources};size-adjust:{scale:.1%};'
        f"ascent-override:{ascent:.1%};descent-override:{descent:.1%};line-gap-override:0%}}"
    )


def _ranges(codes: Iterable[int]) -> str:
    """Return codes as CSS has ranges: ``U+20-7E,U+A0``."""
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return ",".join(f"U+{low:X}-{high:X}" if high > low else f"U+{low:X}" for low, high in found)
