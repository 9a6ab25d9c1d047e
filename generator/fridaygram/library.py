"""The program as functions for notebooks and scripts. What is public is named in ``fridaygram/__init__.py``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fridaygram.corpus.store import Corpus
    from fridaygram.figures.base import Drawing
    from fridaygram.plan.blog import Built


def load_corpus(name: str, *, blog: str | Path = ".") -> Corpus:
    """Return a blog's corpus by its name; ``blog`` is the blog's folder.

    ``corpus.reviews(as_of)`` gives its reviews (``content`` is the text), ``corpus.funnel(as_of)`` its counts.
    Raises CorpusError, with the nearest name, where there is none.
    """
    from fridaygram.plan.blog import Blog

    return Blog(Path(blog).resolve()).shelf().corpus(name)


def figure_kinds() -> dict[str, str]:
    """Return the kinds of figure with their titles, sorted by name."""
    from fridaygram.figures import catalogue

    return {entry.kind: entry.title for entry in catalogue()}


def figure(kind: str, values: Mapping[str, Any], **params: Any) -> Drawing:
    """Draw a figure of a kind from its values (plain JSON); ``params`` are those of the kind. Jupyter shows it.

    Raises UsageError for an unknown kind, FigureError for values or parameters that it cannot draw.
    """
    from fridaygram.figures import render

    return render(kind, values, params, kind)


def build(
    blog: str | Path = ".", *, output: str | Path | None = None, date: str | None = None, drafts: bool = False
) -> Built:
    """Bring the site of a blog up to date, as ``fridaygram build`` does, and return what was done.

    ``output`` is the folder to write (default: the blog's site/), ``date`` (YYYY-MM-DD) the day to build for.
    Raises a FridaygramError with file and line for what the author can mend; then the site is as it was.
    """
    from fridaygram.plan.blog import Blog, Options
    from fridaygram.plan.build import build as build_site

    target = Path(output).resolve() if output is not None else None
    return build_site(Blog(Path(blog).resolve()), Options(output=target, date=date, drafts=drafts))
