"""Figures: from values (plain JSON) to SVG, GIF, PNG and HTML. No file is read, no model computed here."""

from generator.figures.draw import authored, catalogue, load, names, parameters, render

__all__ = ["authored", "catalogue", "load", "names", "parameters", "render"]
