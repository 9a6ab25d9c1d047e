"""The gallery's figures: each kind as its own docstring shows it."""

from fridaygram.figures import catalogue
from fridaygram.figures.gallery import example
from fridaygram.lm import generation_paths


def shown(values, params):
    """Draw the example of the kind that the directive names."""
    (entry,) = (entry for entry in catalogue() if entry.kind == params["kind"])
    return example(entry, lambda kind, asked: generation_paths(asked["phrase"], asked["order"]))
