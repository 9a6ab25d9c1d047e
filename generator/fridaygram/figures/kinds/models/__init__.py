"""Kinds that say how models do."""
