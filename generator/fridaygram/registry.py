"""Finds figures, models, verbs and other parts by name: in our own folders first, then in other packages.

A built-in part is a module in a folder, found by the module's name. Authors write names with hyphens
(``generation-path``); files have underscores. Another package adds a part with an entry point in its pyproject.toml::

    [project.entry-points."fridaygram.figures"]
    spiral = "my_figures.spiral:FIGURE"

Entry points are read only for a list of names or a name that is not built in: that takes about ten milliseconds.
"""

from __future__ import annotations

import importlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fridaygram.errors import UsageError, suggestion

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

IMPORTERS, THEMES = "fridaygram.importers", "fridaygram.themes"
GROUPS = {
    "fridaygram.figures.kinds": "fridaygram.figures",
    "fridaygram.values.kinds": "fridaygram.values",
    "fridaygram.pages.kinds": "fridaygram.pages",
    "fridaygram.lm.models": "fridaygram.models",
    "fridaygram.corpus.sources": "fridaygram.sources",
    "fridaygram.corpus.stages": "fridaygram.stages",
    "fridaygram.check.rules": "fridaygram.rules",
    IMPORTERS: IMPORTERS,
    THEMES: THEMES,
}
"""The entry point group of each package with built-in parts. Of importers and themes none is built in."""
EXTRAS = {
    "train": ("numba", "prompt_toolkit", "pydivsufsort"),
    "acquire": ("ftfy", "lxml_html_clean", "protego", "py3langid", "rapidfuzz", "trafilatura"),
    "dask": ("dask", "distributed"),
    "search": ("pagefind_bin",),
    "neural": ("torch",),
    "export": ("pyarrow",),
}
"""The modules that each extra of pyproject.toml brings, and that nothing else brings."""
SHAPING = ("fridaygram.figures", "fridaygram.values", "fridaygram.pages", "fridaygram.models")
"""The groups whose code decides what a build writes."""


@cache
def names(package: str) -> tuple[str, ...]:
    """Return the sorted names, hyphenated, of all parts that ``package`` and its entry points have. Imports none.

    Folders in the package only group modules: their names are not part of the modules' names. A name that Python
    keeps for itself has an underscore behind it on disk (``import_``). Raises UsageError for a name given twice.
    """
    own = _modules(package)
    others = _plugins(package)
    for name in sorted(own.keys() & others.keys()):
        raise _given_twice(name, package, "fridaygram", _package_of(others[name]))
    return tuple(sorted({*own, *others}))


def load(package: str, name: str, attribute: str, *, what: str) -> Any:
    """Import the part called ``name`` and return its object: the module's ``attribute``, or what its entry point names.

    Raises UsageError for an unknown name, with the nearest known one, and for a part of another package that cannot
    be imported. ``what`` is the kind of part in that message ("figure", "stage").
    """
    wanted = name.replace("_", "-")
    own = _modules(package)
    if wanted in own:
        return getattr(importlib.import_module(own[wanted]), attribute)
    entry = _plugin(package, wanted, what)
    try:
        found = entry.load()
        return found if entry.attr else getattr(found, attribute)
    except Exception as error:
        raise _broken(entry, what, f"{type(error).__name__}: {error}") from error


def folder(group: str, name: str, *, what: str) -> Path:
    """Return the folder of the package that an entry point names, without importing it.

    Raises UsageError as ``load`` does.
    """
    entry = _plugin(group, name.replace("_", "-"), what)
    found = _location(entry.module)
    if found is None or not found.is_dir():
        raise _broken(entry, what, f"there is no package '{entry.module}'")
    return found


def shaping_folders() -> tuple[Path, ...]:
    """Return the files and folders of other packages' code that decides what a build writes, sorted."""
    groups = [package for package, group in GROUPS.items() if group in SHAPING]
    tops = {entry.module.partition(".")[0] for package in groups for entry in _plugins(package).values()}
    return tuple(sorted(found for top in tops if (found := _location(top)) is not None))


@cache
def missing(extra: str) -> tuple[str, ...]:
    """Return the modules of an extra that are not installed, () where all are. Imports none of them."""
    from importlib.util import find_spec

    return tuple(name for name in EXTRAS[extra] if find_spec(name) is None)


def require(extra: str, what: str) -> None:
    """Raise UsageError, with the command that installs it, where ``what`` needs an extra that is not installed."""
    if absent := missing(extra):
        packages = ", ".join(name.replace("_", "-") for name in absent)
        raise UsageError(f"{what} needs {packages}", hint=install_hint(extra))


def install_hint(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"install it with: pip install 'fridaygram[{extra}]'"


def _plugin(package: str, name: str, what: str) -> EntryPoint:
    if name not in names(package):
        raise UsageError(f"unknown {what} '{name}'", hint=suggestion(name, names(package)))
    return _plugins(package)[name]


@cache
def _plugins(package: str) -> dict[str, EntryPoint]:
    """Return the entry points of a package's group by their names, hyphenated; none for a package without a group."""
    found: dict[str, EntryPoint] = {}
    group = GROUPS.get(package)
    for entry in _entry_points() if group else ():
        if entry.group != group:
            continue
        name = entry.name.replace("_", "-")
        other = found.setdefault(name, entry)
        if other is not entry:
            raise _given_twice(name, package, *sorted((_package_of(other), _package_of(entry))))
    return found


@cache
def _entry_points() -> tuple[EntryPoint, ...]:
    """Return the entry points of all installed packages in our groups."""
    # Loaded late: it brings in the parsers of e-mail and CSV, which `fridaygram --help` does not need.
    from importlib.metadata import distributions

    found: dict[str, list[EntryPoint]] = {}
    for package in distributions():
        if entries := [entry for entry in package.entry_points if entry.group in GROUPS.values()]:
            found.setdefault(package.name, entries)  # of two copies the first on the path is the one that is imported
    return tuple(entry for entries in found.values() for entry in entries)


def _location(module: str) -> Path | None:
    """Return the folder of a package, or the file of a module; None where there is none."""
    from importlib.util import find_spec

    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    return Path(spec.origin) if spec.origin else None


def _package_of(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else entry.module


def _given_twice(name: str, package: str, one: str, other: str) -> UsageError:
    group = GROUPS[package]
    return UsageError(f"the name '{name}' in {group} is given by {one} and by {other}", hint="uninstall one of them")


def _broken(entry: EntryPoint, what: str, problem: str) -> UsageError:
    package = _package_of(entry)
    message = f"{what} '{entry.name}' of the package {package} cannot be loaded: {problem}"
    return UsageError(message, hint=f"upgrade or uninstall {package}")


@cache
def _modules(package: str) -> dict[str, str]:
    """Return the dotted name of each module by its hyphenated own name."""
    found: dict[str, str] = {}
    for path in () if package in (IMPORTERS, THEMES) else importlib.import_module(package).__path__:
        # The standard library's pkgutil does the same, and loads more than a short verb needs in all.
        with os.scandir(path) as entries:
            for entry in entries:
                name, _, ending = entry.name.partition(".")
                if not name or name.startswith("_"):
                    continue
                if ending == "py":
                    found[name.rstrip("_").replace("_", "-")] = f"{package}.{name}"
                elif not ending and entry.is_dir():
                    found |= _modules(f"{package}.{name}")
    return found
