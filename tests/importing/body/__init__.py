"""Texts: traced, mended, linked."""
