"""What a template is made of, itself and all that it extends, includes and imports: its digest, and what it shows.

Where a template does nothing with the texts of documents but put them where they stand, a page is made with marks in
their place, and it is known where in the file each text is: after an edit of words, it is exchanged there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, TemplateError, nodes
from jinja2.meta import find_referenced_templates

from generator.files import digest
from generator.pages.entries import COUNTS
from generator.pages.theme.templating import located, template_file

TEXTS = "html"
"""The name under which templates have the texts."""
FORMS = frozenset(("safe", "cdata", "json"))
"""The filters through which a text may be shown so that its place is known."""
_POSTPONED = (nodes.FilterBlock, nodes.AssignBlock, nodes.CallBlock, nodes.EvalContextModifier)
"""What may do something to a text after it was put somewhere."""


@dataclass(frozen=True)
class Closure:
    """A template with all its parts.

    ``counts`` are those of ``entries.COUNTS`` that it names: its page has no others. ``plain`` says that it shows texts
    through ``FORMS`` alone.
    """

    digest: str
    counts: frozenset[str]
    plain: bool


@lru_cache(maxsize=256)
def closure(environment: Environment, name: str) -> Closure:
    """Return what a template, and all that it extends, includes and imports, is.

    Where a template computes the name of another, all templates count. Raises ContentError for a missing
    template and for one that cannot be parsed.
    """
    sources: dict[str, str] = {}
    _collect(environment, name, sources)
    counts = frozenset(count for count in COUNTS if any(count in text for text in sources.values()))
    plain = all(_parsed(text, part)[1] for part, text in sources.items())
    return Closure(digest("\0".join(f"{part}\0{sources[part]}" for part in sorted(sources))), counts, plain)


def _collect(environment: Environment, name: str, sources: dict[str, str], user: str = "") -> None:
    if name in sources:
        return
    try:
        loader = environment.loader
        sources[name] = loader.get_source(environment, name)[0] if loader else ""
        parts = list(_parsed(sources[name], name)[0])
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


@lru_cache(maxsize=256)
def _parsed(source: str, name: str) -> tuple[tuple[str | None, ...], bool]:
    """Return the names of the templates that one asks for, and whether it shows texts plainly."""
    tree = Environment(autoescape=True).parse(source, name)
    return tuple(find_referenced_templates(tree)), _is_plain(tree, name)


def _is_plain(tree: nodes.Template, name: str) -> bool:
    """Return whether a template shows texts as ``{{ html[..] | safe }}`` (``FORMS``) alone, and nothing afterwards."""
    if any(True for _ in tree.find_all(_POSTPONED)):
        return False
    shown = {id(part) for output in tree.find_all(nodes.Output) for part in map(_text, output.nodes) if part}
    called = {id(part) for output in tree.find_all(nodes.Output) for part in map(_super, output.nodes) if part}
    for found in tree.find_all(nodes.Name):
        if found.name == "self" or (found.name == "super" and id(found) not in called):
            return False
        if found.name == TEXTS and id(found) not in shown:
            return False
    forms = {found.name for found in tree.find_all(nodes.Filter) if _text(found)}
    within = any(found.name == TEXTS for macro in tree.find_all(nodes.Macro) for found in macro.find_all(nodes.Name))
    # In a template that escapes, JSON would be escaped as well.
    return not within and ("json" not in forms or name.endswith(".json"))


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
