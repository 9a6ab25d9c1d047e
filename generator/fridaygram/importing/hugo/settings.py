"""Hugo's configuration: one file, or a folder of them (gohugo.io/configuration/introduction)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.importing.base import tree
from fridaygram.importing.frontmatter import load
from fridaygram.importing.report import Report

_SYNTAX = {"toml": "toml", "yaml": "yaml", "yml": "yaml", "json": "json"}


class Settings:
    """The configuration of one blog; keys are looked up without regard to capitals, as Hugo does."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def get(self, *path: str) -> Any:
        """Return the value at a path of keys, None where there is none."""
        value: Any = self._values
        for key in path:
            if not isinstance(value, Mapping):
                return None
            value = next((item for name, item in value.items() if name.lower() == key.lower()), None)
        return value

    def text(self, *path: str) -> str:
        """Return a value as text, "" where there is none or it is no text."""
        value = self.get(*path)
        return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""

    def table(self, *path: str) -> Mapping[str, Any]:
        """Return a table, an empty one where there is none."""
        value = self.get(*path)
        return value if isinstance(value, Mapping) else {}

    def names(self, *path: str) -> list[str]:
        """Return a list of texts; one text is a list of one."""
        value = self.get(*path)
        return [value] if isinstance(value, str) else [str(one) for one in value] if isinstance(value, list) else []


def read_settings(root: Path, report: Report) -> Settings:
    """Read hugo.toml or its older and other names, and config/_default/ with one file a table."""
    values: dict[str, Any] = {}
    names = [f"{stem}.{suffix}" for stem in ("hugo", "config") for suffix in _SYNTAX]
    folder = [f"config/_default/{file}" for file in tree(root / "config/_default") if file.count("/") == 0]
    for name in [*names, *folder]:
        suffix = name.rpartition(".")[2]
        if not (root / name).is_file() or suffix not in _SYNTAX:
            continue
        try:
            loaded = load(read_text(root / name), _SYNTAX[suffix], name, report)
        except ContentError as error:
            report.person(name, error.line or 0, error.message)
            continue
        stem = name.rpartition("/")[2].rpartition(".")[0]
        whole = stem in ("hugo", "config")
        values = merged(values, loaded if whole else {stem: loaded})
    return Settings(values)


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return two tables as one; where both have a key, the second's value stands."""
    made = dict(first)
    for key, value in second.items():
        both = isinstance(value, Mapping) and isinstance(made.get(key), Mapping)
        made[key] = merged(made[key], value) if both else value
    return made
