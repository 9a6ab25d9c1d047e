"""Figures that an author writes in Python beside a post: ``figures.py`` with a function ``draw(values, params)``.

The function returns SVG or HTML as text, or a whole Drawing. It runs with the rights of whoever builds the
blog, as any program in the author's own folder does.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any

from generator.errors import FigureError, suggestion
from generator.figures.base import Drawing, Values

Author = Callable[[Values, Mapping[str, Any]], Any]


def from_source(source: str, file: str, name: str = "draw") -> Author:
    """Return the function ``name`` of a Python source; ``file`` is where it stands, for messages.

    Raises FigureError, with the line, where the source does not run or has no such function.
    """
    namespace: dict[str, Any] = {"__name__": "figures", "__file__": file}
    try:
        exec(_compiled(source, file), namespace)
    except Exception as error:
        raise _failed(error, file) from error
    functions = {key: value for key, value in namespace.items() if callable(value) and not key.startswith("_")}
    if name not in functions:
        raise FigureError(f"no function '{name}'", file=file, hint=suggestion(name, functions))
    found: Author = functions[name]
    return found


def authored(function: Author, values: Values, params: Mapping[str, Any], *, file: str = "figures.py") -> Drawing:
    """Draw with an author's function.

    Raises FigureError, with the line in ``file``, where the function raises or returns something else.
    """
    try:
        made = function(values, params)
    except Exception as error:
        raise _failed(error, file) from error
    if isinstance(made, Drawing):
        return made
    if isinstance(made, str) and made.strip():
        return Drawing(html=made, text=str(params.get("alt", "")))
    what = "nothing" if made is None or made == "" else type(made).__name__
    raise FigureError(f"the function returned {what}", file=file, hint="return SVG or HTML as text, or a Drawing")


def _compiled(source: str, file: str) -> CodeType:
    try:
        return compile(source, file, "exec")
    except SyntaxError as error:
        raise FigureError(f"not Python: {error.msg}", file=file, line=error.lineno) from None


def _failed(error: Exception, file: str) -> FigureError:
    """Return an author's exception as ours, at the last of its lines that stands in ``file``."""
    if isinstance(error, FigureError):
        known = error.at(file)
        return known if isinstance(known, FigureError) else error
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return FigureError(f"{type(error).__name__}: {error}", file=file, line=lines[-1] if lines else None)
