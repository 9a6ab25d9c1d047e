"""A sheet as inline SVG: real text, colours that follow the page's scheme, one decimal a coordinate.

Colours are classes ``ff-ROLE`` (fill) and ``fs-ROLE`` (stroke), which mean the same in every figure and
are defined once in assets/css/figures.css; ids carry the figure's scope. No ``<style>`` stands inside an
inline SVG, because it would hold for the whole page. Attributes say the same more roughly, for readers who see the
page without its style sheet, as in a browser's reading view. Any rule of a style sheet outweighs them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from fridaygram.errors import FigureError, unreadable
from fridaygram.figures.charts.sheet import Area, Label, Point, Sheet, Stroke
from fridaygram.figures.style import DARK, FONT_SIZE, LIGHT, SMALL_SIZE, variables

_COLOURS = LIGHT.roles()
HIDDEN = ' display="none"'
"""Of two widths of a chart, one is seen without a style sheet: the narrow one, which fits everywhere."""


def to_svg(sheet: Sheet, *, scope: str, title: str, text: str, classes: str) -> str:
    """Return the sheet as inline SVG. ``title`` and ``text`` name and describe it for screen readers.

    Raises FigureError where a text has a character that no XML can hold.
    """
    if problem := unreadable([title, text, *(box.text for box in sheet.boxes)]):
        raise FigureError(f"a text has {problem}", hint="leave it out")
    ids = f"{scope}-t", f"{scope}-d"
    return (
        f'<svg class="fig-svg {classes}"{HIDDEN if classes == "fig-wide" else ""} fill="currentColor" '
        f'font-family="sans-serif" font-size="{SMALL_SIZE:g}" viewBox="0 0 {sheet.width:g} {sheet.height:g}" '
        f'role="img" aria-labelledby="{ids[0]} {ids[1]}"><title id="{ids[0]}">{html.escape(title, quote=False)}</title>'
        f'<desc id="{ids[1]}">{html.escape(text, quote=False)}</desc>{"".join(_elements(sheet.drawn()))}</svg>'
    )


def _elements(drawn: Iterable[Area | Stroke | Label]) -> Iterator[str]:
    """Yield paths and texts; neighbours of one look become one path where none shines through."""
    look, pieces = "", list[str]()
    for one in drawn:
        own = "" if isinstance(one, Label) else _look(one)
        if pieces and (own != look or "opacity" in look):
            yield f'<path{look} d="{"".join(pieces)}"/>'
            pieces = []
        look = own
        if isinstance(one, Label):
            yield _text(one)
        else:
            pieces.append(_path(one.points, closed=isinstance(one, Area)))
    if pieces:
        yield f'<path{look} d="{"".join(pieces)}"/>'


def _look(shape: Area | Stroke) -> str:
    """Return the attributes of a path but its data; what every path has by default is left out."""
    if isinstance(shape, Area):
        see_through = f' fill-opacity="{round(shape.opacity, 2):g}"' if shape.opacity != 1 else ""
        return f' class="ff-{shape.role}" fill="{_COLOURS[shape.role]}"{see_through}'
    width = f' stroke-width="{_short(shape.width)}"' if shape.width != 1 else ""
    cap = ' stroke-linecap="round"' if shape.cap == "round" else ""
    dash = f' stroke-dasharray="{",".join(map(_short, shape.dash))}"' if shape.dash else ""
    return f' class="fs-{shape.role}" fill="none" stroke="{_COLOURS[shape.role]}"{width}{cap}{dash}'


def _path(points: Sequence[Point], *, closed: bool) -> str:
    """Return path data: level and upright lines as h and v commands, no spare white space."""
    (x, y), *rest = ((_short(x), _short(y)) for x, y in points)
    out = [f"M{x} {y}"]
    for to_x, to_y in rest:
        out.append(f"V{to_y}" if to_x == x else f"H{to_x}" if to_y == y else f"L{to_x} {to_y}")
        x, y = to_x, to_y
    return ("".join(out) + ("z" if closed else "")).replace(" -", "-")


def _text(label: Label) -> str:
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    weight = ' font-weight="700"' if label.bold else ""
    size = f' font-size="{_short(label.size)}"' if label.size != SMALL_SIZE else ""
    colour = "" if label.role in ("ink", "muted") else f' fill="{_COLOURS[label.role]}"'
    place = f' x="{_short(label.x)}" y="{_short(label.y)}"'
    looks = f' class="ff-{label.role}"{colour}{size}'
    return f"<text{place}{anchor}{weight}{looks}>{html.escape(label.text, quote=False)}</text>"


def _short(value: float) -> str:
    # Rounded twice: the last bits of a sum, which differ by machine, must not decide a half.
    text = f"{round(value, 6):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def standalone(inline: str) -> str:
    """Return an inline SVG as a file of its own: with its fonts and its colours for both schemes inside."""
    fills = "".join(
        f".ff-{role}{{fill:var(--fig-{role})}}.fs-{role}{{stroke:var(--fig-{role})}}" for role in LIGHT.roles()
    )
    style = (
        f"<style>svg{{{variables(LIGHT)};fill:var(--fig-ink);font:{SMALL_SIZE:g}px system-ui,sans-serif}}"
        f"svg.fig-path{{font:{FONT_SIZE:g}px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}}"
        f".fig-path .s{{font:{SMALL_SIZE:g}px system-ui,sans-serif}}"
        f"path{{stroke-linejoin:round}}path[class^=fs]{{fill:none}}{fills}"
        f"@media(prefers-color-scheme:dark){{svg{{{variables(DARK)};background:{DARK.paper}}}}}</style>"
    )
    head, rest = inline.split(">", 1)
    head = head.replace(HIDDEN, "")
    view = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
    size = f' width="{view.group(1)}" height="{view.group(2)}"' if view else ""
    return f'{head} xmlns="http://www.w3.org/2000/svg"{size}>{style}{rest}\n'
