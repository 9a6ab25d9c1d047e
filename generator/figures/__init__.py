"""Figures: from values (plain JSON) to SVG, GIF, PNG and HTML. No file is read, no model computed here.

Everything public is importable from here and loaded on first use: importing the room costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.figures.authored import draw_authored, fault
    from generator.figures.draw import catalogue, load, names, parameters, render
    from generator.figures.export import exported
    from generator.figures.gallery import gallery_page

_HOMES = {
    "catalogue": "generator.figures.draw",
    "draw_authored": "generator.figures.authored",
    "exported": "generator.figures.export",
    "fault": "generator.figures.authored",
    "gallery_page": "generator.figures.gallery",
    "load": "generator.figures.draw",
    "names": "generator.figures.draw",
    "parameters": "generator.figures.draw",
    "render": "generator.figures.draw",
}

__all__ = ["catalogue", "draw_authored", "exported", "fault", "gallery_page", "load", "names", "parameters", "render"]


def __getattr__(name: str) -> Any:
    """Import a public name from its file on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
