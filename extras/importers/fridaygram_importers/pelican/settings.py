"""Pelican's settings, a Python program that is read and never run; and where Pelican puts a document."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram_importers.report import BlogReport

FILES = ("pelicanconf.py", "publishconf.py")
_TOLD = ("SITEURL", "SITENAME", "AUTHOR", "TIMEZONE", "PATH", "ARTICLE_URL", "ARTICLE_SAVE_AS", "PAGE_URL",
         "BLOG_TITLE", "SITE_URL", "POSTS", "PAGES")  # fmt: skip


class PelicanSettings:
    """The settings of one blog."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, name: str, default: str = "") -> str:
        """Return a text; ``default`` where it is not set, or is no text."""
        value = self._values.get(name)
        return value if isinstance(value, str) else default

    def names(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._values.get(name)
        if isinstance(value, str):
            return (value,)
        return tuple(str(one) for one in value) if isinstance(value, (list, tuple)) else default

    def table(self, name: str) -> Mapping[str, Any]:
        """Return a dictionary."""
        value = self._values.get(name)
        return value if isinstance(value, Mapping) else {}

    def get(self, name: str, default: Any = None) -> Any:
        """Return any value."""
        return self._values.get(name, default)


def read_settings(root: Path, report: BlogReport, files: tuple[str, ...] = FILES) -> PelicanSettings:
    """Read settings from Python files, the later over the earlier: by default what a published blog was built with."""
    values: dict[str, Any] = {}
    for name in files:
        if not (root / name).is_file():
            continue
        try:
            parsed = ast.parse(read_text(root / name))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            report.note("changed", name, getattr(error, "lineno", None) or 0, "not Python: its settings are not read")
            continue
        except ContentError as error:
            report.note("changed", name, error.line or 0, error.message)
            continue
        for statement in parsed.body:
            if isinstance(statement, ast.Assign):
                _assign(statement, values, name, report)
    return PelicanSettings(values)


def _assign(statement: ast.Assign, values: dict[str, Any], file: str, report: BlogReport) -> None:
    for target in statement.targets:
        if not isinstance(target, ast.Name):
            continue
        try:
            values[target.id] = _value(statement.value, values)
        except ValueError:
            values.pop(target.id, None)
            if target.id in _TOLD:
                report.note(
                    "changed", file, statement.lineno, f"{target.id} is computed: not read", ast.unparse(statement)
                )


def _value(node: ast.expr, values: Mapping[str, Any]) -> Any:
    """Return the value of an expression of constants, names set before, lists and sums of text."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [_value(one, values) for one in node.elts]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {str(_value(key, values)): _value(item, values) for key, item in pairs if key is not None}
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        first, second = _value(node.left, values), _value(node.right, values)
        if isinstance(first, str) and isinstance(second, str):
            return first + second
    raise ValueError


_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


def slug_of(text: str) -> str:
    """Return the slug that Pelican makes of a title: ASCII where Unicode has it so, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip()).lower()


def filled(pattern: str, parts: Mapping[str, str], moment: datetime | None) -> str:
    """Return the URL path of a pattern such as ``{date:%Y}/{slug}.html``; "" where a part of it is not known."""
    missing = False

    def part(found: re.Match[str]) -> str:
        nonlocal missing
        if found[1] == "date" and moment is not None:
            return moment.strftime(found[2] or "%Y-%m-%d")
        missing = missing or not parts.get(found[1])
        return parts.get(found[1], "")

    path = re.sub(r"/{2,}", "/", "/" + _FIELD.sub(part, pattern))
    path = path.removesuffix("index.html") if path.endswith("/index.html") else path
    return "" if missing else path
