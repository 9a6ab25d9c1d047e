"""What a figure is: parameters, values that come from elsewhere, and a drawing made of both.

A kind lives in ``figures/kinds/NAME.py`` and exports ``FIGURE``. Its values are plain JSON, computed by the
provider ``values/kinds/<FIGURE.values>.py`` and kept in the post's ``results.json``; drawing is a pure function
of values and parameters, so pixels can change while numbers stay.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

import msgspec

from fridaygram.errors import FigureError

Values = Mapping[str, Any]
Layout = Literal["normal", "wide", "margin"]
Digits = Annotated[int, msgspec.Meta(ge=0, le=15)]
"""Digits after the point: a float has no more."""
Order = Annotated[int, msgspec.Meta(ge=0, le=1000)]
"""Characters of history: far more than any model gains from."""
Side = Annotated[int, msgspec.Meta(ge=0, le=4000)]
"""Pixels of a picture's side, 0 for as many as it needs."""
Seed = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""Where chance begins: up to the largest whole number that JSON and JavaScript hold."""


class Params(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Parameters that every figure takes.

    ``caption`` is Markdown below the figure; ``alt`` replaces the description written from the values;
    ``id`` names the figure for links and in results.json; ``layout`` is its width in the page.
    """

    caption: str = ""
    alt: str = ""
    id: str = ""
    layout: Layout = "normal"


@dataclass(frozen=True, eq=False)
class Asset:
    """A file that a drawing brings along. ``name`` is short ("path.gif"); the site's URL is made from its digest.

    ``source`` is its bytes, or a function that makes them when they are needed. Assets of the same
    name, bytes and size are equal.
    """

    name: str
    source: bytes | Callable[[], bytes]
    width: int = 0
    height: int = 0

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.source if isinstance(self.source, bytes) else self.source()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asset) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[str, bytes, int, int]:
        return self.name, self.data, self.width, self.height


@dataclass(frozen=True)
class Table:
    """The figure's data as a table: shown one click away and offered as CSV. Cells are text, ready to read."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


_TYPES = {".svg": "image/svg+xml", ".gif": "image/gif", ".png": "image/png"}


@dataclass(frozen=True)
class Drawing:
    """A drawn figure.

    ``html`` is the inside of the page's ``<figure>``, without its caption; it writes an asset's URL as
    ``asset:NAME``. ``text`` describes the figure in words for those who do not see it. ``fallback`` names
    the raster asset (PNG or GIF) for feeds, email and social cards, "" if there is none.
    ``still`` names a PNG of one frame where ``fallback`` moves, ``poster`` one for emails ("": the still).
    ``card`` is a narrow PNG for social cards, where ``fallback`` would be too small to read on one.
    ``feed`` is HTML that feeds show instead of a drawing that needs a script. ``warnings`` are for the author.
    """

    html: str
    text: str
    table: Table | None = None
    assets: tuple[Asset, ...] = ()
    fallback: str = ""
    still: str = ""
    poster: str = ""
    card: Asset | None = None
    feed: str = ""
    warnings: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        """Return the drawing as notebooks show it, in one piece: as a picture where it has one, else as its own HTML.

        A picture keeps its styles to itself, follows the colour scheme, and is described by its alternative text.
        """
        for suffix, kind in _TYPES.items():
            try:
                data = base64.b64encode(exported(self, suffix)).decode("ascii")
            except FigureError:
                continue
            source = f"data:{kind};base64,{data}"
            return f'<img src="{source}" alt="{html.escape(self.text)}" style="max-width:100%">'
        return self.html


@dataclass(frozen=True)
class Figure:
    """A kind of figure.

    ``params`` is its schema (a subclass of Params whose fields are documented in the docstring); ``values``
    names the provider in ``values/kinds/``; ``decides`` lists the parameters that decide the values, so
    that the others may change in a published post without making it stale. ``draw(values, params, scope)``
    must be deterministic; ``scope`` is a prefix, unique in the page, for ids and class names.
    """

    title: str
    params: type[Params]
    values: str
    draw: Callable[[Values, Any, str], Drawing]
    decides: tuple[str, ...] = ()


SUFFIXES = (".svg", ".png", ".gif", ".html")


def exported(drawing: Drawing, suffix: str) -> bytes:
    """Return a drawing as the content of a file with this suffix (one of SUFFIXES).

    SVG is the widest layout with its colours for both schemes inside; HTML is the drawing's own, for a page
    with the style sheet of figures. Raises FigureError where the figure has no such form.
    """
    if suffix == ".html":
        return drawing.html.encode()
    if suffix == ".svg":
        found = re.search(r"<svg.*?</svg>", drawing.html, re.DOTALL)
        if found:
            from fridaygram.figures.charts import svg

            return svg.standalone(found.group()).encode()
    for name in (drawing.still, drawing.fallback):
        if suffix in {".png", ".gif"} and name.endswith(suffix):
            return next(asset.data for asset in drawing.assets if asset.name == name)
    possible = {".html", *(f".{asset.name.rpartition('.')[2]}" for asset in drawing.assets)}
    possible |= {".svg"} if "<svg" in drawing.html else set()
    raise FigureError(f"this figure cannot be written as '{suffix}'", hint=f"possible: {', '.join(sorted(possible))}")
