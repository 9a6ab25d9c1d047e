"""Draws figures: finds kinds by name, checks parameters, draws; also with functions that authors write."""

from __future__ import annotations

import inspect
import re
import textwrap
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from fridaygram import registry
from fridaygram.errors import FigureError, not_allowed, suggestion, type_problem
from fridaygram.figures.base import Drawing, Figure, Params, Values
from fridaygram.schemas import Parameter, parameters_of

KINDS = "fridaygram.figures.kinds"

Author = Callable[[Values, Mapping[str, Any]], Any]
"""A function that an author wrote in Python beside a post. It runs with the rights of the person who builds."""


@dataclass(frozen=True)
class KindEntry:
    """A kind as the catalogue lists it.

    ``values`` describes the shape that its draw function takes; ``asked`` is a directive that asks for it and
    ``example`` values in YAML, both from the docstring of the kind's file, "" where that has none.
    """

    kind: str
    title: str
    summary: str
    values: str
    decides: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    asked: str = ""
    example: str = ""


def names() -> tuple[str, ...]:
    """Return the names of all kinds, as authors write them."""
    return registry.names(KINDS)


def load(kind: str) -> Figure:
    """Return a kind's FIGURE. Raises UsageError, with the nearest known name, where there is none."""
    figure: Figure = registry.load(KINDS, kind, "FIGURE", what="figure")
    return figure


def parameters(kind: str, given: Mapping[str, Any]) -> Params:
    """Return the checked parameters of a kind.

    Raises FigureError that names the parameter that is unknown or of the wrong type.
    """
    schema = load(kind).params
    known = [field.name for field in msgspec.structs.fields(schema)]
    for name in given:
        if name not in known:
            raise FigureError(f"figure '{kind}' has no parameter '{name}'", hint=suggestion(str(name), known))
    try:
        return msgspec.convert(dict(given), schema)
    except msgspec.ValidationError as error:
        where = re.search(r"`\$\.(\w+)", str(error))
        if where is None:
            raise FigureError(f"figure '{kind}', parameters: {_wrong(error)}") from None
        name = where.group(1)
        annotation = next(field.type for field in msgspec.structs.fields(schema) if field.name == name)
        wrong, hint = not_allowed(given[name], annotation) or type_problem(str(error)) or (_wrong(error), None)
        raise FigureError(f"figure '{kind}', parameter '{name}': {wrong}", hint=hint) from None


def _wrong(error: msgspec.ValidationError) -> str:
    return str(error).split(" - at ", maxsplit=1)[0].replace("`", "'")


def render(kind: str, values: Values, params: Params | Mapping[str, Any], scope: str) -> Drawing:
    """Draw a figure. ``scope`` is a prefix, unique in the page, for ids.

    Raises FigureError where values or parameters cannot be drawn.
    """
    checked = params if isinstance(params, Params) else parameters(kind, params)
    figure = load(kind)
    try:
        return figure.draw(values, checked, scope)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, SyntaxError) as error:
        what = f"no '{error.args[0]}'" if isinstance(error, KeyError) else str(error)
        hint = "see `fridaygram figures`"
        raise FigureError(f"figure '{kind}' cannot draw these values: {what}", hint=hint) from error


def catalogue() -> list[KindEntry]:
    """Return every kind with its parameters, read from docstrings and schemas."""
    return [_entry(name) for name in names()]


def _entry(name: str) -> KindEntry:
    figure = load(name)
    module = inspect.getmodule(figure.draw)
    listed = parameters_of(figure.params)
    about = inspect.getdoc(module) or ""
    summary = about.split("\n\n", maxsplit=1)[0]
    shape = " ".join((inspect.getdoc(figure.draw) or "").split()).removeprefix("Draw ")
    blocks = _block(about, "In a post"), _block(about, "Values")
    return KindEntry(name, figure.title, " ".join(summary.split()), shape, figure.decides, listed, *blocks)


def _block(text: str, heading: str) -> str:
    """Return the literal block below ``heading::`` in a docstring, "" where there is none."""
    found = re.search(rf"^{heading}::\n\n((?:    .*\n|\n)+)", f"{text}\n", re.MULTILINE)
    return textwrap.dedent(found[1]).strip() if found else ""


def draw_authored(function: Author, values: Values, params: Mapping[str, Any], *, path: str, file: str) -> Drawing:
    """Draw with an author's function of the Python file at ``path``; messages call it ``file``.

    Raises FigureError, with the line, where the function raises or returns something else.
    """
    try:
        made = function(values, params)
    except (Exception, SystemExit) as error:
        raise fault(error, path=path, file=file) from error
    if isinstance(made, Drawing):
        return made
    if isinstance(made, str) and made.strip():
        return Drawing(html=made, text=str(params.get("alt", "")))
    what = "nothing" if made is None or made == "" else type(made).__name__
    raise FigureError(f"the function returned {what}", file=file, hint="return SVG or HTML as text, or a Drawing")


def fault(error: BaseException, *, path: str, file: str) -> FigureError:
    """Return an exception of an author's code as a FigureError, at the last line of the traceback in ``path``."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    line = frames[-1].lineno if frames else None
    if isinstance(error, FigureError):
        return FigureError(error.message, file=file, line=line, hint=error.hint)
    return FigureError(f"{type(error).__name__}: {error}", file=file, line=line)
