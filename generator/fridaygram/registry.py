"""One file to add: a folder of modules, each exporting one object, found by the module's name.

Names are written with hyphens by authors (``generation-path``) and with underscores on disk.
"""

from __future__ import annotations

import importlib
import os
from functools import cache
from typing import Any

from fridaygram.errors import UsageError, suggestion


@cache
def names(package: str) -> tuple[str, ...]:
    """Return the sorted names, hyphenated, of a package's modules without importing them.

    Folders in it only group modules: their names are not part of the modules'. A name that Python keeps for itself
    has an underscore behind it on disk (``import_``).
    """
    return tuple(sorted(_modules(package)))


def load(package: str, name: str, export: str, *, what: str) -> Any:
    """Import the module called ``name`` and return its object ``export``.

    Raises UsageError, with the nearest known name, where there is no such module; ``what`` names
    the kind of thing in that message ("figure", "stage").
    """
    wanted = name.replace("_", "-")
    if wanted not in names(package):
        raise UsageError(f"unknown {what} '{name}'", hint=suggestion(name, names(package)))
    return getattr(importlib.import_module(_modules(package)[wanted]), export)


@cache
def _modules(package: str) -> dict[str, str]:
    """Return the dotted name of each module by its hyphenated own name."""
    found: dict[str, str] = {}
    for folder in importlib.import_module(package).__path__:
        # The standard library's pkgutil does the same, and loads more than a short verb needs in all.
        with os.scandir(folder) as entries:
            for entry in entries:
                name, _, ending = entry.name.partition(".")
                if not name or name.startswith("_"):
                    continue
                if ending == "py":
                    found[name.rstrip("_").replace("_", "-")] = f"{package}.{name}"
                elif not ending and entry.is_dir():
                    found |= _modules(f"{package}.{name}")
    return found
