"""Figures that an author writes in Python beside a post: a function of values and parameters.

The function returns SVG or HTML as text, or a whole Drawing. It runs with the rights of whoever builds the
blog, as any program in the author's own folder does.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Any

from fridaygram.errors import FigureError
from fridaygram.figures.base import Drawing, Values

Author = Callable[[Values, Mapping[str, Any]], Any]


def draw_authored(function: Author, values: Values, params: Mapping[str, Any], *, path: str, file: str) -> Drawing:
    """Draw with an author's function of the Python file at ``path``; messages call it ``file``.

    Raises FigureError, with the line, where the function raises or returns something else.
    """
    try:
        made = function(values, params)
    except Exception as error:
        raise fault(error, path=path, file=file) from error
    if isinstance(made, Drawing):
        return made
    if isinstance(made, str) and made.strip():
        return Drawing(html=made, text=str(params.get("alt", "")))
    what = "nothing" if made is None or made == "" else type(made).__name__
    raise FigureError(f"the function returned {what}", file=file, hint="return SVG or HTML as text, or a Drawing")


def fault(error: Exception, *, path: str, file: str) -> FigureError:
    """Return what an author's code raised as an error of ours, at the last of its lines that stands in ``path``."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    line = frames[-1].lineno if frames else None
    if isinstance(error, FigureError):
        return FigureError(error.message, file=file, line=line, hint=error.hint)
    return FigureError(f"{type(error).__name__}: {error}", file=file, line=line)
