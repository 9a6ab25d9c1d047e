"""Colours of style sheets and the contrast between two of them (WCAG 2.2, definitions of contrast ratio)."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb

Rgb = tuple[float, float, float]

_NAMES = {
    "black": (0, 0, 0), "white": (255, 255, 255), "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255),
    "grey": (128, 128, 128), "gray": (128, 128, 128), "silver": (192, 192, 192), "maroon": (128, 0, 0),
    "navy": (0, 0, 128), "teal": (0, 128, 128), "olive": (128, 128, 0), "purple": (128, 0, 128),
    "yellow": (255, 255, 0), "aqua": (0, 255, 255), "lime": (0, 255, 0), "fuchsia": (255, 0, 255),
    "orange": (255, 165, 0), "lightgrey": (211, 211, 211), "lightgray": (211, 211, 211),
    "darkgrey": (169, 169, 169), "darkgray": (169, 169, 169), "dimgray": (105, 105, 105), "dimgrey": (105, 105, 105),
}  # fmt: skip
_FUNCTION = re.compile(r"(rgba?|hsla?)\(([^()]*)\)")


def colour(text: str) -> Rgb | None:
    """Return a CSS colour (hex, rgb(), hsl() or a common name) as red, green and blue from 0 to 1.

    None for what is no such colour or is not opaque: its contrast depends on what lies below.
    """
    word = text.strip().lower()
    if word in _NAMES:
        red, green, blue = _NAMES[word]
        return red / 255, green / 255, blue / 255
    if word.startswith("#"):
        return _hex(word[1:])
    found = _FUNCTION.fullmatch(word)
    if found is None:
        return None
    parts = re.split(r"[\s,/]+", found[2].strip())
    if len(parts) == 4 and _share(parts[3]) not in (None, 1.0):
        return None
    return _rgb(parts) if found[1].startswith("rgb") else _hsl(parts)


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(rgb: Rgb) -> float:
    """Return a colour's relative luminance, from 0 to 1 (WCAG 2.2, with the threshold of sRGB)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(digits: str) -> Rgb | None:
    if len(digits) in (3, 4):
        digits = "".join(2 * digit for digit in digits)
    if not re.fullmatch(r"[0-9a-f]{6}(?:ff)?", digits):
        return None
    return int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255


def _rgb(parts: list[str]) -> Rgb | None:
    values = [_share(part) if part.endswith("%") else _number(part, 255) for part in parts[:3]]
    return _triple(values)


def _hsl(parts: list[str]) -> Rgb | None:
    hue, *rest = [_number(parts[0].removesuffix("deg"), 360), *(_share(part) for part in parts[1:3])]
    if hue is None or len(rest) != 2 or rest[0] is None or rest[1] is None:
        return None
    return hls_to_rgb(hue % 1, rest[1], rest[0])


def _triple(values: list[float | None]) -> Rgb | None:
    red, green, blue = (*values, None, None, None)[:3]
    if red is None or green is None or blue is None:
        return None
    return min(red, 1.0), min(green, 1.0), min(blue, 1.0)


def _share(text: str) -> float | None:
    return _number(text.removesuffix("%"), 100) if text.endswith("%") else _number(text, 1)


def _number(text: str, whole: float) -> float | None:
    try:
        return float(text) / whole
    except ValueError:
        return None
