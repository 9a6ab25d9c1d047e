"""The items of a scene as SVG, in few bytes: what stands together is written once, relative to where it stands.

A preview waits for this, so there is one pass over the items. Text is escaped once for each run, and a highlight that
stands in many places is written once.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import lru_cache

from fridaygram.figures.path.scene import (
    BLANK,
    FONT,
    OWN,
    UNDERLINE,
    Group,
    Line,
    Look,
    Part,
    Prose,
    Run,
    SceneBox,
    SceneItem,
)
from fridaygram.figures.style import MARKS

# Characters whose run a browser spreads evenly by textLength, and those that may stand in a list of places, as they
# have another width in another font. All others (combining, right to left) stand alone in their cell.
_EVEN = frozenset(map(chr, range(32, 127))) | {"…"}
_LISTED = _EVEN - {BLANK} | frozenset(MARKS) | {"␣", "→", "↻", "×"}

_Drawn = tuple[str, str, str]
_Glyphs = tuple[str, bool, bool]
"""Cells as escaped text; whether a browser may spread them evenly, or give each its place from a list."""


class Shapes:
    """Writes the items of a scene."""

    def __init__(self) -> None:
        self._parts: dict[Part, _Drawn] = {}
        self._highlights: dict[Look, str] = {}

    def block(self, items: Sequence[SceneItem]) -> str:
        """Return items that come and go together, lower layers first; each highlight is a group of its own."""
        boxes: dict[str, str] = {}
        texts = highlights = ""
        for item in items:
            x, y, look = item.x, item.y, item.look
            if role := item.role:
                drawn = self._highlights.get(look) or self._highlight(look)
                highlights += f'<g class="ff-{role}" transform="translate({x},{y})">{drawn}</g>'
            elif isinstance(look, Line):
                texts += _line(x, y, look, boxes)
            elif isinstance(look, SceneBox):
                boxes[look.fill] = boxes.get(look.fill, "") + _box(x, y, look.width, look.height)
            elif isinstance(look, Prose):
                texts += _prose(x, y, look, "ink")
        return _paths(boxes, "ink") + texts + highlights

    def _highlight(self, look: Look) -> str:
        """Return a highlight relative to its corner: each of its parts is written once for all that have it."""
        boxes: dict[str, str] = {}
        texts = ""
        for part in look.parts if isinstance(look, Group) else ((0, 0, look),):
            fill, box, text = self._parts.get(part) or self._part(part)
            if fill:
                boxes[fill] = boxes.get(fill, "") + box
            texts += text
        written = self._highlights[look] = _paths(boxes, OWN) + texts
        return written

    def _part(self, part: Part) -> _Drawn:
        """Return the fill and the box of a part of a highlight, and its text."""
        x, y, look = part
        if isinstance(look, SceneBox):
            drawn = look.fill, _box(x, y, look.width, look.height), ""
        elif isinstance(look, Prose):
            drawn = "", "", _prose(x, y, look, OWN)
        else:
            _, run, _, fill, _ = look.spans[0]
            begun, ended = _alone(look, OWN)
            at = _at(x, y + look.font.ascent)
            text = f"{begun}{at}{ended}" if ended else _apart(run, begun, x, y + look.font.ascent, look.font.advance)
            drawn = fill, _box(x, y, look.width, look.height) if fill else "", text
        self._parts[part] = drawn
        return drawn


def _paths(boxes: Mapping[str, str], around: str) -> str:
    return "".join([f'<path{_colour(fill, around)} d="{box}"/>' for fill, box in boxes.items()])


def _box(x: int, y: int, width: int, height: int) -> str:
    return f"M{x} {y}v{height}h{width}v-{height}"


def _prose(x: int, y: int, line: Prose, around: str) -> str:
    named = "s" if line.role == around else f"s ff-{line.role}"
    return f'<text class="{named}"{_at(x, y + line.size)}>{_escaped(line.text)}</text>'


def _line(x: int, y: int, line: Line, boxes: dict[str, str]) -> str:
    """Return a line, as one text if it is nothing but a text that a browser may spread evenly; and add its boxes."""
    _, _, _, fill, under = line.spans[0]
    if len(line.spans) == 1 and not fill and not under:
        begun, ended = _alone(line, "ink")
        if ended:
            return f"{begun}{_at(x, y + line.font.ascent)}{ended}"
    return _of_spans(x, y, line, boxes)


def _alone(line: Line, around: str) -> tuple[str, str]:
    """Return the element of a line of one span before its place, and after it: "" if its cells stand apart."""
    _, run, role, _, _ = line.spans[0]
    text, even, _ = _glyphs(run)
    return _text(role, around, line.font.size), f"{_length(line.width, run.columns)}>{text}</text>" if even else ""


def _of_spans(x: int, y: int, line: Line, boxes: dict[str, str]) -> str:
    """Return spans: as one text with a list of places, if several may stand in one, else as runs; and add boxes."""
    advance, shown, listed = line.font.advance, [], True
    for column, run, _, fill, under in line.spans:
        glyphs = _glyphs(run)
        shown.append(glyphs)
        listed = listed and glyphs[2]
        if fill:
            boxes[fill] = boxes.get(fill, "") + _box(x + column * advance, y, run.columns * advance, line.height)
        if under:
            box = _box(x + column * advance, y + line.font.under, run.columns * advance, UNDERLINE)
            boxes[under] = boxes.get(under, "") + box
    return (_in_one if listed else _in_runs)(line, shown, x, y + line.font.ascent)


def _in_one(line: Line, shown: Sequence[_Glyphs], x: int, y: int) -> str:
    advance, texts = line.font.advance, ""
    places: list[int] = []
    for (column, run, own, _, _), (text, _, _) in zip(line.spans, shown, strict=True):
        at = x + column * advance
        places += range(at, at + run.columns * advance, advance)
        texts += text if own == "ink" else f"<tspan{_colour(own, 'ink')}>{text}</tspan>"
    return f'{_text("ink", "ink", line.font.size)} y="{y}" x="{" ".join(map(str, places))}">{texts}</text>'


def _in_runs(line: Line, shown: Sequence[_Glyphs], x: int, y: int) -> str:
    """Return runs spread evenly, each of one colour, of spans side by side or with one empty cell between."""
    size, advance = line.font.size, line.font.advance
    runs = text = colour = ""
    start = end = x
    for (column, run, own, _, _), (more, even, _) in zip(line.spans, shown, strict=True):
        at = x + column * advance
        if text and even and own == colour and at <= end + advance:
            text += more if at == end else f" {more}"
        else:
            if text:
                runs += _spread(text, _text(colour, "ink", size), start, y, end - start, advance)
            if not even:
                runs += _apart(run, _text(own, "ink", size), at, y, advance)
            start, colour, text = at, own, more if even else ""
        end = at + run.columns * advance
    return runs + (_spread(text, _text(colour, "ink", size), start, y, end - start, advance) if text else "")


@lru_cache(4096)
def _glyphs(run: Run) -> _Glyphs:
    glyphs = {cell.glyph for cell in run.cells}
    narrow = run.columns == len(run.cells)
    return _escaped(run.text), narrow and glyphs <= _EVEN, narrow and glyphs <= _LISTED


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _colour(own: str, around: str) -> str:
    return "" if own == around else f' class="ff-{own}"'


def _text(own: str, around: str, size: int) -> str:
    """Return the beginning of a text element, up to its place."""
    return f"<text{_colour(own, around)}" + (f' font-size="{size}"' if size != FONT.size else "")


def _at(x: int, baseline: int) -> str:
    # The baseline's y goes before x, which differs more often: so that more repeats.
    return f' y="{baseline}" x="{x}"' if x else f' y="{baseline}"'


def _length(width: int, columns: int) -> str:
    return f' textLength="{width}"' if columns > 1 else ""


def _spread(text: str, begun: str, x: int, y: int, width: int, advance: int) -> str:
    """Return a text that a browser spreads evenly."""
    return f"{begun}{_at(x, y)}{_length(width, width // advance)}>{text}</text>"


def _apart(run: Run, begun: str, x: int, y: int, advance: int) -> str:
    """Return each cell as a text of its own."""
    out = ""
    for cell in run.cells:
        out += f"{begun}{_at(x, y)}>{_escaped(cell.glyph)}</text>"
        x += advance * cell.columns
    return out
