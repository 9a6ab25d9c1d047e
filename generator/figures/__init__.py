"""Figures: from values (plain JSON) to SVG, GIF, PNG and HTML. No file is read, no model computed here."""

from generator.figures.authored import authored, fault
from generator.figures.draw import catalogue, load, names, parameters, render
from generator.figures.export import export

__all__ = ["authored", "catalogue", "export", "fault", "load", "names", "parameters", "render"]
