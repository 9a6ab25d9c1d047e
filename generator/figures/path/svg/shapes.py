"""The items of a scene as SVG, in few bytes: what stands together is written once, relative to where it stands.

It is written while a page waits: one pass over the items, text escaped and judged once for each run.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from generator.figures.path import captions
from generator.figures.path.scene import Item, Run
from generator.figures.style import MARKS

# Characters whose run a browser spreads evenly by textLength, and those that may stand in a list of places.
# All others (of another width in another font, combining, right to left) stand alone in their cell.
_EVEN = frozenset(map(chr, range(33, 127))) | {"␣", "…"}
_LISTED = _EVEN | frozenset(MARKS) | {"→", "⋯", "↻"}
_MOVING_LAYER = 2  # from here on, highlights: the same again and again at other places


def block(items: Sequence[Item]) -> str:
    """Return items that come and go together, lower layers first; each path's highlight is a group of its own."""
    still: list[Item] = []
    clusters: dict[tuple[int, str], list[Item]] = {}
    for item in items:
        if item.layer < _MOVING_LAYER:
            still.append(item)
        elif (look := (item.layer, item.fill or item.role)) in clusters:
            clusters[look].append(item)
        else:
            clusters[look] = [item]
    out = _flat(still, "ink", 0, 0) if still else ""
    for (_, role), cluster in sorted(clusters.items()):
        x, y = cluster[0].x, cluster[0].y
        for item in cluster:
            x = item.x if item.x < x else x
            y = item.y if item.y < y else y
        out += f'<g class="ff-{role}" transform="translate({x},{y})">{_flat(cluster, role, x, y)}</g>'
    return out


def _flat(items: Sequence[Item], role: str, left: int, top: int) -> str:
    """Return boxes, then texts, relative to ``left`` and ``top``. ``role`` is the colour that they stand in anyway."""
    boxes: dict[str, str] = {}
    texts = ""
    row: list[Item] = []
    for item in items:
        if fill := item.fill:
            box = f"M{item.x - left} {item.y - top}v{item.height}h{item.width}v-{item.height}"
            boxes[fill] = boxes[fill] + box if fill in boxes else box
        if run := item.cells:
            if row and not _continues(row, item, run):
                texts += _row(row, role, left, top)
                row = [item]
            else:
                row.append(item)
        elif item.prose:
            if row:
                texts += _row(row, role, left, top)
                row = []
            texts += _prose(item, role, left, top)
    if row:
        texts += _row(row, role, left, top)
    for fill in sorted(boxes) if len(boxes) > 1 else boxes:
        texts = f'<path{_colour(fill, role)} d="{boxes[fill]}"/>{texts}'
    return texts


def _continues(row: Sequence[Item], item: Item, run: Run) -> bool:
    """Tell whether an item may stand in one element with a row: to its right, on its baseline, of its size."""
    last = row[-1]
    return (
        last.size == item.size
        and last.y + last.ascent == item.y + item.ascent
        and last.x + last.width <= item.x
        and _glyphs(run).listed
        and _glyphs(row[0].cells).listed
    )


class _Glyphs(NamedTuple):
    """Cells as escaped text; whether a browser may spread them evenly, or give each its place from a list."""

    text: str
    even: bool
    listed: bool


@cache
def _glyphs(run: Run) -> _Glyphs:
    glyphs = {cell.glyph for cell in run}
    narrow = run.columns == len(run)
    text = _escaped("".join([cell.glyph for cell in run]))
    return _Glyphs(text, narrow and glyphs <= _EVEN, narrow and glyphs <= _LISTED)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


@cache
def _colour(own: str, around: str) -> str:
    return "" if own == around else f' class="ff-{own}"'


@cache
def _text(own: str, around: str, size: int) -> str:
    """Return the beginning of a text element, up to its place."""
    return f"<text{_colour(own, around)}" + (f' font-size="{size}"' if size != captions.SIZE else "")


def _across(x: int) -> str:
    return f' x="{x}"' if x else ""


def _prose(item: Item, role: str, left: int, top: int) -> str:
    named = "s" if item.role == role else f"s ff-{item.role}"
    y = item.y + item.ascent - top
    return f'<text class="{named}" y="{y}"{_across(item.x - left)}>{_escaped(item.prose)}</text>'


def _row(row: Sequence[Item], role: str, left: int, top: int) -> str:
    """Return a row as runs spread evenly, or as one text with a list of places, whichever is shorter.

    A run is of one colour, its items side by side or with one empty cell between.
    """
    item = row[0]
    size, advance = item.size, item.advance
    # The baseline's y goes before x, which differs more often: so that more repeats.
    y = f' y="{item.y + item.ascent - top}"'
    if len(row) == 1:
        begun, ended = _alone(item.cells, item.role, role, size, item.width, advance)
        x = item.x - left
        if not ended:
            return _apart(item.cells, f"{begun}{y}", x, advance)
        return f'{begun}{y} x="{x}"{ended}' if x else f"{begun}{y}{ended}"
    runs = spans = text = colour = ""
    places: list[int] = []
    start = end = 0
    for item in row:
        x, own = item.x - left, item.role
        glyphs, even, _ = _glyphs(item.cells)
        if text and even and own == colour and (x == end or x == end + advance):
            text += glyphs if x == end else f" {glyphs}"
        else:
            if text:
                runs += _spread(text, f"{_text(colour, role, size)}{y}", start, end - start, advance)
            if not even:
                runs += _apart(item.cells, f"{_text(own, role, size)}{y}", x, advance)
            start, colour, text = x, own, glyphs if even else ""
        end = x + item.width
        places += range(x, end, advance)
        spans += glyphs if own == role else f"<tspan{_colour(own, role)}>{glyphs}</tspan>"
    if text:
        runs += _spread(text, f"{_text(colour, role, size)}{y}", start, end - start, advance)
    listed = f'{_text(role, role, size)}{y} x="{" ".join(map(str, places))}">{spans}</text>'
    return runs if len(runs) <= len(listed) else listed


@cache
def _alone(run: Run, own: str, around: str, size: int, width: int, advance: int) -> tuple[str, str]:
    """Return the beginning of a text element, up to its place, and the rest of it: "" where each cell stands apart."""
    text, even, _ = _glyphs(run)
    spread = f' textLength="{width}"' if width > advance else ""
    return _text(own, around, size), f"{spread}>{text}</text>" if even else ""


def _spread(text: str, opened: str, x: int, width: int, advance: int) -> str:
    """Return a text that a browser spreads evenly."""
    across = f' x="{x}"' if x else ""
    spread = f' textLength="{width}"' if width > advance else ""
    return f"{opened}{across}{spread}>{text}</text>"


def _apart(run: Run, opened: str, x: int, advance: int) -> str:
    """Return each cell as a text of its own."""
    out = ""
    for cell in run:
        out += f"{opened}{_across(x)}>{_escaped(cell.glyph)}</text>"
        x += advance * cell.columns
    return out
