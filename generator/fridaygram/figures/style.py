"""The look of every figure: colours for light and dark, sizes, and how numbers are written.

All colours reach 4.5:1 on their paper (WCAG 2.2, success criterion 1.4.3), series colours also differ for
readers with protanopia, deuteranopia and tritanopia. No figure relies on colour alone.

Colour means something: ``main`` is what a chart measures, a numbered colour is one model or one path, ``muted`` is what
was lost or stands for comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from fridaygram import languages
from fridaygram.languages import marks

FONT_SIZE = 13.0
SMALL_SIZE = 12.0
WIDE, NARROW = 720.0, 300.0
LAYOUT_WIDTHS = {"normal": WIDE, "wide": 1040.0, "margin": 240.0}
FULLEST = 0.44
"""The opacity of the fullest cell of a heatmap or calendar: ink reaches 4.5:1 on it in both schemes."""
MARKS = ("●", "◆", "▲", "■", "★", "▼")
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Palette:
    """Colours by role, as ``#rrggbb``: paper, ink, muted text, hairlines, what a chart measures, and five series."""

    paper: str
    ink: str
    muted: str
    rule: str
    main: str
    series: tuple[str, str, str, str, str]

    def roles(self) -> dict[str, str]:
        """Return the colours by the role's name, as in the CSS variables ``--fig-ROLE``."""
        numbered = {str(number): colour for number, colour in enumerate(self.series, 1)}
        plain = {"paper": self.paper, "ink": self.ink, "muted": self.muted, "rule": self.rule, "main": self.main}
        return plain | numbered


# The theme's own tokens (assets/css/1-tokens.css); a test holds them equal. Series: green, blue, red, grey, violet.
LIGHT = Palette(
    "#fffdf8", "#231d17", "#675d51", "#dccfbb", "#1f6263", ("#064b29", "#3d61a3", "#a4310f", "#675d51", "#80206c")
)
DARK = Palette(
    "#211d19", "#ebe3d6", "#ada190", "#403830", "#7cc7c3", ("#9fe3af", "#7da4fb", "#ff9c74", "#ada190", "#cc84c6")
)

Dash = tuple[float, ...]
_DASHES: tuple[Dash, ...] = ((), (7.0, 3.0), (2.0, 2.5), (9.0, 3.0, 2.0, 3.0))


@dataclass(frozen=True)
class SeriesLook:
    """How a series is told from others: the role of its colour, its mark, and its dash (lengths in pixels)."""

    role: str
    mark: str
    dash: Dash


MODELS = {
    "mle": SeriesLook("4", "■", _DASHES[2]),
    "kneser-ney": SeriesLook("2", "●", _DASHES[0]),
    "witten-bell": SeriesLook("3", "▲", _DASHES[1]),
    "ppm": SeriesLook("1", "◆", _DASHES[3]),
    "context-mixing": SeriesLook("1", "●", _DASHES[0]),
    "context-mixing-cache": SeriesLook("1", "▼", _DASHES[2]),
    "lstm": SeriesLook("5", "■", _DASHES[0]),
    "transformer": SeriesLook("3", "◆", _DASHES[0]),
    "song": SeriesLook("2", "★", _DASHES[3]),
}
"""One look a model, in every chart of every post. Models that share a colour differ in mark and dash."""
_BY_TITLE = {"unsmoothed": "mle"}


def series_role(index: int) -> str:
    """Return the role of the index-th series or path; colours repeat after five, marks and dashes do not."""
    return str(index % len(LIGHT.series) + 1)


_NO_MODEL = (SeriesLook("main", "◆", ()), SeriesLook("ink", "▲", (7.0, 3.0)), SeriesLook("muted", "★", (2.0, 2.5)))
_MORE = tuple(SeriesLook(series_role(n), MARKS[n % len(MARKS)], _DASHES[n % len(_DASHES)]) for n in range(30))


def looks(series: Sequence[Mapping[str, Any]]) -> list[SeriesLook]:
    """Return the look of each series ``{"name", "model"?}``: a model's own, for others the first that are free.

    A series is a model where its ``model``, or else its name, is in MODELS. Others are in the colour of what a chart
    measures, in ink, in grey, and only then in colours that are a model's elsewhere.
    """
    found = [MODELS.get(_model(item)) for item in series]
    roles, marks = ({getattr(look, name) for look in found if look} for name in ("role", "mark"))
    plain = [*_NO_MODEL, *_MORE]
    free = cycle([look for look in plain if look.role not in roles and look.mark not in marks] or plain)
    return [look or next(free) for look in found]


def _model(item: Mapping[str, Any]) -> str:
    name = str(item.get("model") or item["name"]).lower().replace(" ", "-")
    return _BY_TITLE.get(name, name)


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
