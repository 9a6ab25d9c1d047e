"""Figures: from values (plain JSON) to SVG, GIF, PNG and HTML. No file is read, no model computed here."""

from generator.figures.draw import authored, catalogue, load, names, parameters, render
from generator.figures.export import export

__all__ = ["authored", "catalogue", "export", "load", "names", "parameters", "render"]
