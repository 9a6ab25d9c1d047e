"""The look of every figure: colours for light and dark, sizes, and how numbers and days are written.

All colours reach 4.5:1 on their paper (WCAG 2.2, success criterion 1.4.3), series colours also differ for
readers with protanopia, deuteranopia and tritanopia. No figure relies on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from fridaygram import languages
from fridaygram.languages import marks

FONT_SIZE = 13.0
SMALL_SIZE = 12.0
WIDE, NARROW = 720.0, 300.0
LAYOUT_WIDTHS = {"normal": WIDE, "wide": 1040.0, "margin": 240.0}
MARKS = ("●", "◆", "▲", "■", "★", "▼")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
long_day, short_day = languages.long_day, languages.short_day
MINUS, THIN_SPACE = "\N{MINUS SIGN}", "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True)
class Palette:
    """Colours by role, as ``#rrggbb``: paper, ink, muted text, hairlines and four series."""

    paper: str
    ink: str
    muted: str
    rule: str
    series: tuple[str, str, str, str]

    def roles(self) -> dict[str, str]:
        """Return the colours by the role's name, as in the CSS variables ``--fig-ROLE``."""
        numbered = {str(number): colour for number, colour in enumerate(self.series, 1)}
        return {"paper": self.paper, "ink": self.ink, "muted": self.muted, "rule": self.rule, **numbered}


LIGHT = Palette("#fffdf8", "#231d17", "#675d51", "#dccfbb", ("#1a7537", "#1a63cc", "#c22f00", "#6b6b6b"))
DARK = Palette("#211d19", "#ebe3d6", "#ada190", "#4a4138", ("#6fd08c", "#8ab4f8", "#ff8a65", "#9aa0a6"))


def series_role(index: int) -> str:
    """Return the role of the index-th series; colours repeat after four, marks and dashes do not."""
    return str(index % len(LIGHT.series) + 1)


def integer(value: float) -> str:
    """Return a whole number with thousands and a real minus sign: ``−1,234``."""
    return marks(f"{round(value):,}".replace("-", MINUS))


def number(value: float | None, digits: int = 1) -> str:
    """Return a number with at most ``digits`` decimals, thousands and a real minus sign; ``–`` for None."""
    if value is None:
        return "–"
    text = f"{value:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", "0"} else marks(text.replace("-", MINUS))


def with_unit(value: float | None, unit: str, digits: int = 1) -> str:
    """Return a number and its unit: ``12%``, ``3.1 bits``."""
    if value is None or not unit:
        return number(value, digits)
    if unit == "%":
        return languages.percent(number(value, digits))
    return number(value, digits) + (unit if unit == "°" else f"\N{NO-BREAK SPACE}{unit}")


def percent(part: float, whole: float) -> str:
    """Return a share: ``53%``, ``0.4%`` below one, ``–`` of nothing."""
    if not whole:
        return "–"
    share = 100 * part / whole
    return languages.percent(number(share, 1 if 0 < share < 1 else 0))


def variables(palette: Palette) -> str:
    """Return a palette as CSS declarations of the variables ``--fig-ROLE``."""
    return ";".join(f"--fig-{role}:{colour}" for role, colour in palette.roles().items())
