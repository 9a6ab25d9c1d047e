"""The composition root: which task makes what from what."""
