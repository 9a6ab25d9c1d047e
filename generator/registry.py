"""One file to add: a folder of modules, each exporting one object, found by the module's name.

Names are written with hyphens by authors (``generation-path``) and with underscores on disk.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from functools import cache
from pathlib import Path
from typing import Any

from generator.errors import UsageError, suggestion


@cache
def names(package: str) -> tuple[str, ...]:
    """Return the sorted names, hyphenated, of a package's modules without importing them."""
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    found = {
        module.name
        for module in pkgutil.iter_modules([str(Path(folder)) for folder in folders])
        if not module.name.startswith("_")
    }
    return tuple(sorted(name.replace("_", "-") for name in found))


def load(package: str, name: str, export: str, *, what: str) -> Any:
    """Import the module called ``name`` and return its object ``export``.

    Raises UsageError, with the nearest known name, where there is no such module; ``what`` names
    the kind of thing in that message ("figure", "stage").
    """
    known = names(package)
    if name.replace("_", "-") not in known:
        raise UsageError(f"unknown {what} '{name}'", hint=suggestion(name, known))
    module = importlib.import_module(f"{package}.{name.replace('-', '_')}")
    return getattr(module, export)
