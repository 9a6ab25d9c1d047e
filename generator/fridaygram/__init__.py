"""Fridaygram: a static site generator whose figures are computed from a corpus and its language models."""

__version__ = "0.1.0"
