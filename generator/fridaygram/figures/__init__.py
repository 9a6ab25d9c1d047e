"""Figures: from values (plain JSON) to SVG, GIF, PNG and HTML. No file is read, no model computed here.

Everything public is importable from here and loaded on first use: importing the room costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fridaygram.figures.base import exported
    from fridaygram.figures.draw import catalogue, draw_authored, fault, load, names, parameters, render
    from fridaygram.figures.gallery import gallery_page

_HOMES = {
    "catalogue": "fridaygram.figures.draw",
    "draw_authored": "fridaygram.figures.draw",
    "exported": "fridaygram.figures.base",
    "fault": "fridaygram.figures.draw",
    "gallery_page": "fridaygram.figures.gallery",
    "load": "fridaygram.figures.draw",
    "names": "fridaygram.figures.draw",
    "parameters": "fridaygram.figures.draw",
    "render": "fridaygram.figures.draw",
}

__all__ = ["catalogue", "draw_authored", "exported", "fault", "gallery_page", "load", "names", "parameters", "render"]


def __getattr__(name: str) -> Any:
    """Import a public name from its file on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
