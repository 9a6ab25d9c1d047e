"""Kinds that are texts, with what a reader must know of where they come from."""
