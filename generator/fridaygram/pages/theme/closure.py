"""A template with all that it extends, includes and imports: its digest, its parts, and the counts that it names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jinja2 import TemplateError, __version__
from jinja2.meta import find_referenced_templates

from fridaygram.files import digest
from fridaygram.pages.entries import COUNTS
from fridaygram.pages.theme.templating import PartNames, Templates, located, template_file


@dataclass(frozen=True)
class Closure:
    """A template with all its parts, whose names are ``parts``, itself among them.

    ``counts`` are those of ``entries.COUNTS`` that it names: its page has no others.
    """

    digest: str
    parts: tuple[str, ...]
    counts: frozenset[str]


@lru_cache(maxsize=256)
def closure(environment: Templates, name: str) -> Closure:
    """Return what a template, and all that it extends, includes and imports, is.

    Where a template computes the name of another, all templates count. Raises ContentError for a missing
    template and for one that cannot be parsed.
    """
    sources: dict[str, str] = {}
    _collect(environment, name, sources)
    counts = frozenset(count for count in COUNTS if any(count in text for text in sources.values()))
    parts = tuple(sorted(sources))
    return Closure(digest("\0".join(f"{part}\0{sources[part]}" for part in parts)), parts, counts)


def _collect(environment: Templates, name: str, sources: dict[str, str], user: str = "") -> None:
    if name in sources:
        return
    try:
        loader = environment.loader
        sources[name] = loader.get_source(environment, name)[0] if loader else ""
        parts = list(_parts(environment, sources[name], name))
    except (TemplateError, UnicodeDecodeError) as error:
        problem = located(environment, name, error)
        if user and problem.file is None:
            before = sources[user].partition(name)[0]
            problem.file, problem.line = template_file(environment, user), before.count("\n") + 1
        raise problem from None
    if None in parts:
        parts = list(environment.list_templates())
    for part in parts:
        if part is not None:
            _collect(environment, part, sources, name)


def _parts(environment: Templates, source: str, name: str) -> PartNames:
    """Return the names of the templates that one asks for, None among them where it computes a name."""
    key = digest(f"{__version__}\0{name}\0{source}")
    found = environment.known_parts.get(key)
    if found is None:
        found = tuple(find_referenced_templates(environment.tree(source, name)))
    environment.parts[key] = found
    return found
