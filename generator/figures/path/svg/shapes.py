"""The items of a scene as SVG, in few bytes: what stands together is written once, relative to where it stands."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from generator.figures.path import captions
from generator.figures.path.scene import Cell, Item
from generator.figures.style import MARKS

# Characters whose run a browser spreads evenly by textLength, and those that may stand in a list of places.
# All others (of another width in another font, combining, right to left) stand alone in their cell.
_EVEN = frozenset(map(chr, range(33, 127))) | {"␣", "…"}
_LISTED = _EVEN | frozenset(MARKS) | {"→", "⋯", "↻"}
_MOVING_LAYER = 2  # from here on, highlights: the same again and again at other places


def block(items: Sequence[Item]) -> str:
    """Return items that come and go together, lower layers first; each path's highlight is a group of its own."""
    out = [_flat([item for item in items if item.layer < _MOVING_LAYER], "ink")]
    clusters: dict[tuple[int, str], list[Item]] = {}
    for item in items:
        if item.layer >= _MOVING_LAYER:
            clusters.setdefault((item.layer, item.fill or item.role), []).append(item)
    for (_, role), cluster in sorted(clusters.items()):
        x, y = min(item.x for item in cluster), min(item.y for item in cluster)
        inside = _flat([item._replace(x=item.x - x, y=item.y - y) for item in cluster], role)
        out.append(f'<g class="ff-{role}" transform="translate({x},{y})">{inside}</g>')
    return "".join(out)


def _flat(items: Sequence[Item], role: str) -> str:
    """Return boxes, then texts. ``role`` is the colour that they stand in anyway."""
    boxes: dict[str, list[str]] = {}
    for item in items:
        if item.fill:
            box = f"M{item.x} {item.y}v{item.height}h{item.width}v-{item.height}"
            boxes.setdefault(item.fill, []).append(box)
    out = [
        f'<path{_colour(fill, role)} d="{"".join(listed)}"/>' for fill, listed in sorted(boxes.items(), reverse=True)
    ]
    out += [_prose(row[0], role) if row[0].prose else _row(row, role) for row in _rows(items)]
    return "".join(out)


def _colour(own: str, around: str) -> str:
    return "" if own == around else f' class="ff-{own}"'


class _Glyphs(NamedTuple):
    """Cells as escaped text; whether a browser may spread them evenly, or give each its place from a list."""

    text: str
    even: bool
    listed: bool


@lru_cache(4096)
def _glyphs(row: tuple[Cell, ...]) -> _Glyphs:
    found = {cell.glyph for cell in row}
    narrow = all(cell.columns == 1 for cell in row)
    text = html.escape("".join([cell.glyph for cell in row]), quote=False)
    return _Glyphs(text, narrow and found <= _EVEN, narrow and found <= _LISTED)


def _rows(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield texts, neighbours of one row and size together where they may stand in one element."""
    row: list[Item] = []
    for item in items:
        if item.prose:
            yield from ([row, [item]] if row else [[item]])
            row = []
        elif item.cells:
            if row and not (_follows(row[-1], item) and _glyphs(item.cells).listed and _glyphs(row[0].cells).listed):
                yield row
                row = []
            row.append(item)
    if row:
        yield row


def _follows(before: Item, item: Item) -> bool:
    return (
        before.y + before.ascent == item.y + item.ascent
        and before.size == item.size
        and before.x + before.width <= item.x
    )


def _prose(item: Item, role: str) -> str:
    named = "s" if item.role == role else f"s ff-{item.role}"
    return f'<text class="{named}"{_place(item.x, item)}>{html.escape(item.prose, quote=False)}</text>'


def _row(row: Sequence[Item], role: str) -> str:
    """Return a row as runs spread evenly, or as one text with a list of places, whichever is shorter."""
    runs = "".join([_run(run, role) for run in _runs(row)])
    if len(row) == 1:
        return runs
    places = " ".join([str(x) for item in row for x in _starts(item)])
    inside = "".join([_span(item, role) for item in row])
    listed = f"<text{_size(row[0])}{_place(places, row[0])}>{inside}</text>"
    return min(runs, listed, key=len)


def _span(item: Item, role: str) -> str:
    text = _glyphs(item.cells).text
    return text if item.role == role else f"<tspan{_colour(item.role, role)}>{text}</tspan>"


def _runs(row: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield items of one colour that stand side by side, or with one empty cell between, and can be spread evenly."""
    run: list[Item] = []
    for item in row:
        if run:
            last = run[-1]
            gap = item.x - last.x - last.width
            even = _glyphs(last.cells).even and _glyphs(item.cells).even
            if not (even and item.role == last.role and gap in (0, item.advance)):
                yield run
                run = []
        run.append(item)
    if run:
        yield run


def _run(run: Sequence[Item], role: str) -> str:
    first, last = run[0], run[-1]
    named = _colour(first.role, role) + _size(first)
    text, even, _ = _glyphs(first.cells)
    if not even:
        places = zip(_starts(first), first.cells, strict=True)
        return "".join([f"<text{named}{_place(x, first)}>{_glyphs((cell,)).text}</text>" for x, cell in places])
    for before, item in pairwise(run):
        text += ("" if item.x == before.x + before.width else " ") + _glyphs(item.cells).text
    width = last.x + last.width - first.x
    spread = f' textLength="{width}"' if width > first.advance else ""
    return f"<text{named}{_place(first.x, first)}{spread}>{text}</text>"


def _starts(item: Item) -> list[int]:
    """Return the x of every cell."""
    starts, x = [], item.x
    for cell in item.cells:
        starts.append(x)
        x += item.advance * cell.columns
    return starts


def _place(x: int | str, item: Item) -> str:
    """Return the baseline's y, then x, which differs more often: so that more repeats."""
    return f' y="{item.y + item.ascent}"' + ("" if x == 0 else f' x="{x}"')


def _size(item: Item) -> str:
    return f' font-size="{item.size}"' if item.size != captions.SIZE else ""
