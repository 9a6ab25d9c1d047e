"""What a template is made of, itself and all that it extends, includes and imports: its digest, and what it shows.

Where a template does nothing with the texts of documents but put them where they stand, a page is made with marks in
their place, and it is known where in the file each text is: after an edit of words, it is exchanged there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jinja2 import TemplateError, nodes
from jinja2.meta import find_referenced_templates

from fridaygram.files import digest
from fridaygram.pages.entries import COUNTS
from fridaygram.pages.theme.templating import Templates, located, template_file

TEXTS = "html"
"""The name under which templates have the texts."""
FORMS = frozenset(("safe", "cdata", "json"))
"""The filters through which a text may be shown so that its place is known."""
_POSTPONED = (nodes.FilterBlock, nodes.AssignBlock, nodes.CallBlock, nodes.EvalContextModifier)
"""What may do something to a text after it was put somewhere."""


@dataclass(frozen=True)
class Closure:
    """A template with all its parts, whose names are ``parts``, itself among them.

    ``counts`` are those of ``entries.COUNTS`` that it names: its page has no others. ``plain`` says that it shows texts
    through ``FORMS`` alone.
    """

    digest: str
    parts: tuple[str, ...]
    counts: frozenset[str]
    plain: bool


@lru_cache(maxsize=256)
def closure(environment: Templates, name: str) -> Closure:
    """Return what a template, and all that it extends, includes and imports, is.

    Where a template computes the name of another, all templates count. Raises ContentError for a missing
    template and for one that cannot be parsed.
    """
    sources: dict[str, str] = {}
    _collect(environment, name, sources)
    counts = frozenset(count for count in COUNTS if any(count in text for text in sources.values()))
    plain = all(_known(environment, text, part)[1] for part, text in sources.items())
    parts = tuple(sorted(sources))
    return Closure(digest("\0".join(f"{part}\0{sources[part]}" for part in parts)), parts, counts, plain)


def _collect(environment: Templates, name: str, sources: dict[str, str], user: str = "") -> None:
    if name in sources:
        return
    try:
        loader = environment.loader
        sources[name] = loader.get_source(environment, name)[0] if loader else ""
        parts = list(_known(environment, sources[name], name)[0])
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


_KNOWN: dict[tuple[str, str], tuple[tuple[str | None, ...], bool]] = {}
_MOST_KNOWN = 256


def _known(environment: Templates, source: str, name: str) -> tuple[tuple[str | None, ...], bool]:
    """Return the names of the templates that one asks for, and whether it shows texts plainly."""
    found = _KNOWN.get((source, name))
    if found is None:
        tree = environment.tree(source, name)
        found = tuple(find_referenced_templates(tree)), _is_plain(tree, name)
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[source, name] = found
    return found


def _is_plain(tree: nodes.Template, name: str) -> bool:
    """Return whether a template shows texts as ``{{ html[..] | safe }}`` (``FORMS``) alone, and nothing afterwards."""
    found = list(tree.find_all((nodes.Name, nodes.Output, nodes.Macro, nodes.Filter, *_POSTPONED)))
    if any(isinstance(node, _POSTPONED) for node in found):
        return False
    parts = [part for node in found if isinstance(node, nodes.Output) for part in node.nodes]
    fine = {id(owner) for part in parts if (owner := _text(part) or _super(part))}
    for node in found:
        # A macro's output can be handed to a filter.
        names = node.find_all(nodes.Name) if isinstance(node, nodes.Macro) else ()
        if any(name.name == TEXTS for name in names):
            return False
        name_here = node.name if isinstance(node, nodes.Name) else ""
        if name_here == "self" or (name_here in (TEXTS, "super") and id(node) not in fine):
            return False
    # In a template that escapes, JSON would be escaped as well.
    forms = {node.name for node in found if isinstance(node, nodes.Filter) and _text(node)}
    return "json" not in forms or name.endswith(".json")


def _text(part: nodes.Node) -> nodes.Name | None:
    """Return the name in ``html[..] | safe``, None for any other expression."""
    if not isinstance(part, nodes.Filter) or part.name not in FORMS or part.args or part.kwargs:
        return None
    if part.dyn_args or part.dyn_kwargs or not isinstance(part.node, nodes.Getitem):
        return None
    owner = part.node.node
    return owner if isinstance(owner, nodes.Name) and owner.name == TEXTS and owner.ctx == "load" else None


def _super(part: nodes.Node) -> nodes.Name | None:
    """Return the name in ``super()``, None for any other expression."""
    name = part.node if isinstance(part, nodes.Call) else None
    return name if isinstance(name, nodes.Name) and name.name == "super" else None
