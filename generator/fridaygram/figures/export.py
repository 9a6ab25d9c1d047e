"""A drawing as a file of its own, outside any page."""

from __future__ import annotations

import re

from fridaygram.errors import FigureError
from fridaygram.figures.base import Asset, Drawing
from fridaygram.figures.charts import svg

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
            return svg.standalone(found.group()).encode()
    for name in (drawing.still, drawing.fallback):
        if suffix in {".png", ".gif"} and name.endswith(suffix):
            return _asset(drawing, name).data
    possible = sorted({".html", *(f".{a.name.rpartition('.')[2]}" for a in drawing.assets)} | _svg_suffix(drawing))
    raise FigureError(f"this figure cannot be written as '{suffix}'", hint=f"possible: {', '.join(possible)}")


def _svg_suffix(drawing: Drawing) -> set[str]:
    return {".svg"} if "<svg" in drawing.html else set()


def _asset(drawing: Drawing, name: str) -> Asset:
    return next(asset for asset in drawing.assets if asset.name == name)
