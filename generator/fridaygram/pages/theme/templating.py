"""Jinja2 as the blog uses it: strict about names, escaping by default, errors with file and line."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    __version__,
    nodes,
    pass_context,
    pass_eval_context,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateRuntimeError, TemplateSyntaxError
from jinja2.meta import find_referenced_templates
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup, escape

from fridaygram import languages
from fridaygram.config import Site
from fridaygram.errors import ContentError, suggestion
from fridaygram.files import digest, write_atomic
from fridaygram.pages import urls
from fridaygram.pages.entries import COUNTS, Loaded, site_data
from fridaygram.pages.front import front_figure
from fridaygram.pages.theme import filters
from fridaygram.pages.theme.policy import policy, script_hash


class CompiledTemplates(BytecodeCache):
    """Compiled templates by name, file and content: those of this process, and of a folder if given one.

    What is compiled depends on the program and its libraries as well: a folder is of one version of them.
    """

    _codes: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill ``bucket`` where its template was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))
        if bucket.code is None and self._folder is not None:
            with suppress(OSError), (self._folder / bucket.key).open("rb") as stream:
                bucket.load_bytecode(stream)  # leaves the bucket empty where that is damaged or of another content

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember what ``bucket`` holds."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code
            if self._folder is not None:
                with suppress(OSError):
                    write_atomic(self._folder / bucket.key, bucket.bytecode_to_string())


_OF_DICTS = frozenset(dir(dict))


PartNames = tuple[str | None, ...]
_PARTS: dict[str, PartNames] = {}  # of all templates that this process has read


class Templates(Environment):
    """An environment that reads a template once, to find out what it is made of, and to compile it.

    ``parts`` are the templates that each one asks for, by the digest of its name and text; ``known_parts`` are those
    of an earlier build, so that its templates need not be parsed. ``languages`` has the words of pages.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.known_parts: dict[str, PartNames] = {}
        self.parts: dict[str, PartNames] = {}
        self.languages = languages.Languages()
        self._trees: dict[tuple[str, str], nodes.Template] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute of ``obj``, else an item of it, as Jinja says.

        Pages are dictionaries all through: to have each say first that it has no such attribute takes longer.
        """
        if type(obj) is dict and attribute not in _OF_DICTS:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def tree(self, source: str, name: str) -> nodes.Template:
        """Return a template as a tree, which is kept until it is compiled. Raises TemplateSyntaxError."""
        found = self._trees[source, name] = self.parse(source, name)
        return found

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        # Compiling changes the tree, so it is used once.
        return self._trees.pop((source, name or ""), None) or super()._parse(source, name, filename)


def make_environment(roots: Sequence[Path], site: Site, loaded: Loaded, compiled: Path | None = None) -> Templates:
    """Return an environment whose templates come from ``roots``, the first that has one winning.

    ``compiled`` is a folder where this version of the program keeps them compiled.

    Templates see ``site``, the filters of ``theme.filters``, ``url`` (a site path below the base path) and ``absolute``
    (with the host); ``word`` (a word of the page's language), ``linked`` (a reference as a link) and ``dated`` (a day
    as a ``<time>``).
    """
    environment = Templates(
        loader=FileSystemLoader([str(root) for root in roots]),
        undefined=StrictUndefined,
        autoescape=lambda name: not (name or "").endswith((".txt", ".json")),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(compiled),
    )
    data = site_data(site, loaded)
    environment.globals["site"] = data
    for name in ("full_day", "long_day", "short_day", "weekday_name", "iso_day", "rfc822", "number"):
        environment.filters[name] = getattr(filters, name)
    environment.globals |= {"word": _word, "linked": _linked, "dated": _dated}
    environment.filters["url"] = _url
    environment.filters["absolute"] = _absolute
    # Both hold single quotes, and nothing else that an attribute in double quotes escapes.
    environment.filters["policy"] = lambda scripts: Markup(policy(scripts))
    environment.filters["script_hash"] = lambda text: Markup(script_hash(text))
    environment.filters["cdata"] = lambda html: Markup(filters.cdata(html))
    environment.filters["front_figure"] = lambda html, path: Markup(front_figure(html, path))
    environment.filters["json"] = filters.json
    environment.filters["json_script"] = lambda value: Markup(filters.json(value).replace("<", "\\u003c"))
    return environment


def render_template(environment: Environment, name: str, data: Mapping[str, Any]) -> str:
    """Return the template ``name`` filled with ``data``, in the language that is spoken: its words are ``language``.

    Raises ContentError with the template's file and line for anything wrong in it.
    """
    try:
        return environment.get_template(name).render({**data, "language": languages.spoken()})
    except TemplateError as error:
        raise located(environment, name, error) from None
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        raise located(environment, name, error) from error


def template_source(environment: Environment, name: str) -> tuple[str, str]:
    """Return the text of a template that is not to be filled, such as a style sheet, and its file.

    Raises ContentError where there is none.
    """
    try:
        text, file, _ = environment.loader.get_source(environment, name) if environment.loader else ("", None, None)
    except (TemplateNotFound, UnicodeDecodeError) as error:
        raise located(environment, name, error) from None
    return text, file or name


def located(environment: Environment, name: str, error: Exception) -> ContentError:
    """Return an error in a template, or for want of one, with file and line."""
    if isinstance(error, TemplateNotFound):
        hint = suggestion(str(error.name), environment.list_templates())
        return ContentError(f"no template is called '{error.name}'", hint=hint)
    if isinstance(error, UnicodeDecodeError):
        folders = [Path(root) for root in getattr(environment.loader, "searchpath", ())]
        path = next((folder / name for folder in folders if (folder / name).is_file()), None)
        return ContentError("template: not UTF-8 text", file=path, line=1, hint="save it as UTF-8")
    if isinstance(error, TemplateSyntaxError):
        file = error.filename or template_file(environment, error.name or name)
        return ContentError(f"template: {error.message}", file=file, line=error.lineno)
    roots = tuple(getattr(environment.loader, "searchpath", ()))
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(roots)]
    place = frames[-1] if frames else None
    file, line = (place.filename, place.lineno) if place else (template_file(environment, name), None)
    return ContentError(f"template: {error}", file=file, line=line)


def template_file(environment: Environment, name: str) -> str:
    """Return the file of a template, its name where there is none."""
    try:
        return (environment.loader and environment.loader.get_source(environment, name)[1]) or name
    except TemplateNotFound:
        return name


# These take the context, for else Jinja works them out when it compiles, and compiled templates outlive a base URL.
@pass_context
def _url(context: Context, path: str) -> str:
    if "://" in path or path.startswith(("#", "mailto:")):
        return path
    return urls.under_base(path, _site(context)["base_path"])


@pass_context
def _absolute(context: Context, path: str) -> str:
    return urls.absolute(path, _site(context)["base_url"])


@pass_context
def _linked(context: Context, reference: Mapping[str, str]) -> Markup:
    return Markup('<a href="{}">{}</a>').format(_url(context, reference["path"]), reference["title"])


def _dated(iso: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(iso[:10], languages.long_day(iso))


@pass_eval_context
def _word(evaluated: EvalContext, name: str, /, link: str = "", **values: Any) -> str:
    """Return a word of the page's language; ``link`` is where its part in square brackets leads."""
    try:
        if not evaluated.autoescape:
            return languages.word(name, **values)
        shown = {key: value if isinstance(value, int) else escape(value) for key, value in values.items()}
        return Markup(languages.linked(name, escape(link), **shown) if link else languages.word(name, **shown))
    except KeyError as error:
        known = [*languages.english().texts, *values]
        hint = suggestion(str(error.args[0]), known)
        raise TemplateRuntimeError(f"no word is called {error}{hint and f' ({hint})'}") from None


def _site(context: Context) -> Any:
    return context.environment.globals["site"]


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
    found = environment.known_parts.get(key, _PARTS.get(key))
    if found is None:
        found = tuple(find_referenced_templates(environment.tree(source, name)))
    environment.parts[key] = _PARTS[key] = found
    return found
