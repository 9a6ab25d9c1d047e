"""Figures that the author wrote in Python: functions of ``figures.py`` beside the post, named in a directive.

``def spiral(values, params)`` draws ```` ```figure spiral ````. Its parameters are whatever the directive gives:
``data`` reads a file beside the post, ``values`` names a provider of values (histogram, funnel ..) that the other
parameters are handed to; without either, the values are empty. Besides its own parameters it is given ``alt`` and
``scope``, a prefix for ids that is unique in the page. It returns SVG or HTML text, or a whole Drawing.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import msgspec

from fridaygram.errors import ContentError, UsageError
from fridaygram.figures.base import Drawing, Figure, Params, Values
from fridaygram.files import digest, read_text
from fridaygram.pages import directives
from fridaygram.registry import load
from fridaygram.values.base import Provider

FILE = "figures.py"
PROVIDERS = "fridaygram.values.kinds"
NOTHING = Provider(sources=lambda params: (), compute=lambda params, stores: {})


@dataclass(frozen=True)
class FigureRequest:
    """What a directive asks for: the kind, its checked parameters, where its values come from.

    ``code`` is the digest of the author's own code where the kind is of the author's making, else "".
    """

    figure: Figure
    params: Params
    provider: Provider
    code: str = ""


def asked_for(directive: directives.FigureDirective, root: Path) -> FigureRequest:
    """Return what a directive asks for: a function of the post's figures.py, or a kind that comes with the program."""
    path = (root / directive.file).with_name(FILE)
    name = directive.kind.replace("-", "_")
    if path.is_file() and name in _functions(path, root):
        return _own(directive, path, name, root)
    figure: Figure = directives.load_figure(directive)
    params: Params = directives.figure_params(directive, figure.params)
    provider: Provider = load(PROVIDERS, figure.values, "PROVIDER", what="provider of values")
    return FigureRequest(figure, params, provider)


def _functions(path: Path, root: Path) -> frozenset[str]:
    """Return the names of a file's public functions without running it."""
    try:
        tree = ast.parse(read_text(path))
    except SyntaxError as error:
        raise ContentError(f"not Python: {error.msg}", file=path.relative_to(root), line=error.lineno) from None
    found = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(name for name in found if not name.startswith("_"))


def _own(directive: directives.FigureDirective, path: Path, name: str, root: Path) -> FigureRequest:
    common = {field.name for field in msgspec.structs.fields(Params)}
    own = tuple(sorted(set(directive.params) - common))
    fields = [(key, Any, None) for key in own]
    made: Any = msgspec.defstruct("OwnParams", fields, bases=(Params,), frozen=True, kw_only=True)
    schema: type[Params] = made
    params = directives.figure_params(directive, schema)
    source = "data" if "data" in own else directive.params.get("values")
    provider = NOTHING
    if source is not None:
        try:
            provider = load(PROVIDERS, str(source), "PROVIDER", what="provider of values")
        except UsageError as error:
            line = directive.line_of("values")
            raise ContentError(error.message, file=directive.file, line=line, hint=error.hint) from None
    draw = partial(_draw, path, name, own, root)
    figure = Figure(name, schema, str(source or ""), draw, decides=own)
    return FigureRequest(figure, params, provider, digest(path.read_bytes()))


def _draw(path: Path, name: str, own: tuple[str, ...], root: Path, values: Values, params: Any, scope: str) -> Drawing:
    from fridaygram.figures import draw_authored

    given: dict[str, Any] = {key: getattr(params, key) for key in own}
    file = path.relative_to(root).as_posix()
    function = _loaded(path, file)[name]
    return draw_authored(function, values, {**given, "alt": params.alt, "scope": scope}, path=str(path), file=file)


class _SourceLoader(SourceFileLoader):
    """Compiles the file as it is now. Python's own cache would miss an edit of equal size in the same second."""

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of the file, and keep none."""
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code


def _loaded(path: Path, file: str) -> Mapping[str, Any]:
    """Run the author's file and return what it defines."""
    from fridaygram.figures import fault

    loader = _SourceLoader("figures_of_the_post", str(path))
    module = ModuleType(loader.name)
    module.__file__ = str(path)
    try:
        loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise fault(error, path=str(path), file=file) from error
    return vars(module)
