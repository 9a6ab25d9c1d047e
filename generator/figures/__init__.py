"""Figures: from values (plain JSON) to SVG, GIF, PNG and HTML. No file is read, no model computed here."""
