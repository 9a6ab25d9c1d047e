"""Front matter: what stands above the text, as YAML between ``---`` lines or TOML between ``+++`` lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from typing import Annotated, Any

import msgspec

from fridaygram.clock import YEARS
from fridaygram.config import is_language, line_of, path_problem
from fridaygram.errors import (
    ContentError,
    not_allowed,
    suggestion,
    toml_problem,
    type_problem,
    unreadable,
    yaml_problem,
)

FENCES = {"---": "yaml", "+++": "toml"}
FIRST_LINE = 2
"""The line of a source file on which its front matter begins, below the fence."""


class FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What an author may say about a post or page.

    - ``title``: what it is called; it must be there
    - ``date``: its day or moment (ISO 8601), in the site's time zone where it names none; it is shown from then on
    - ``slug``: the last part of its URL (default: made from the name of its file)
    - ``permalink``: its whole URL path, in place of the one that `permalink` in site.toml makes
    - ``week``: its number in a weekly series, shown as "Week 1"
    - ``description``: the text in a sentence, for lists, search engines and feeds
    - ``tags``: words that lead to lists of posts
    - ``series``: the name of the series that it belongs to
    - ``authors``: who wrote it (default: the author of site.toml)
    - ``draft``: whether it is built on request only
    - ``unlisted``: whether it has a URL but stands in no list, feed or sitemap
    - ``aliases``: old URL paths that redirect here
    - ``updated``: the day or moment of its last change of substance
    - ``updated_reason``: what was changed, for readers
    - ``cover``: a picture for social cards
    - ``cover_alt``: what the cover shows, in words
    - ``card``: the id of the figure that the post's social card shows; without it, the first one
    - ``language``: the language tag of its text, where it differs from that of site.toml
    - ``translation_of``: the original, by slug, folder or day, where the text is its translation
    - ``feed_id``: the id of its entry in feeds, where readers of feeds know it by another than its URL
    - ``canonical``: the full URL of the original of a text first published elsewhere
    - ``template``: another template than the kind's own
    - ``since``: an earlier post, by slug, folder or day: a page shows what has changed since then
    - ``toc``: the table of contents, on or off (default: from four headings on)
    """

    title: str
    date: str = ""
    slug: str = ""
    permalink: str = ""
    week: Annotated[int, msgspec.Meta(ge=0, le=99_999)] | None = None
    description: str = ""
    tags: tuple[str, ...] = ()
    series: str = ""
    authors: tuple[str, ...] = ()
    draft: bool = False
    unlisted: bool = False
    aliases: tuple[str, ...] = ()
    updated: str = ""
    updated_reason: str = ""
    cover: str = ""
    cover_alt: str = ""
    card: str = ""
    language: str = ""
    translation_of: str = ""
    feed_id: str = ""
    canonical: str = ""
    template: str = ""
    since: str = ""
    toc: bool | None = None


class Parts(msgspec.Struct, frozen=True):
    """A source file cut in two: the front matter's text and syntax, and the body with its first line, from 1."""

    meta: str
    syntax: str
    body: str
    body_line: int

    def line_of(self, key: str) -> int:
        """Return the line on which the front matter sets ``key``, 1 where it does not."""
        return _line(self.meta, key, FIRST_LINE) if line_of(self.meta, key) else 1


def split(text: str, file: str) -> Parts:
    """Cut a source file into front matter and body.

    Raises ContentError where there is no front matter or its end is missing.
    """
    opening, _, rest = text.partition("\n")
    fence = opening.rstrip()
    if fence not in FENCES:
        raise ContentError("no front matter", file=file, line=1, hint="start the file with '---', a title: and '---'")
    end = re.search(rf"^{re.escape(fence)}[ \t]*(?:\n|\Z)", rest, re.MULTILINE)
    if end is None:
        raise ContentError("the front matter has no end", file=file, line=1, hint=f"close it with a line '{fence}'")
    meta = rest[: end.start()]
    return Parts(meta, FENCES[fence], rest[end.end() :], 3 + meta.count("\n"))


def parse(parts: Parts, file: str) -> FrontMatter:
    """Return a source file's checked front matter.

    Raises ContentError with file and line for syntax, unknown keys and wrong values.
    """
    raw = load_mapping(parts.meta, parts.syntax, file, FIRST_LINE, what="front matter")
    if isinstance(raw.get("tags"), list):
        raw["tags"] = [str(tag) if type(tag) in (int, float) else tag for tag in raw["tags"]]
    refuse_unreadable(raw, parts.meta, file, FIRST_LINE, what="front matter")
    meta: FrontMatter = check(raw, FrontMatter, parts.meta, file, FIRST_LINE, what="front matter")
    for key, problem, hint in _problems(meta):
        raise ContentError(problem, file=file, line=_line(parts.meta, key, FIRST_LINE), hint=hint)
    return meta


def _problems(meta: FrontMatter) -> Iterator[tuple[str, str, str | None]]:
    """Yield each key whose value cannot be used, what is wrong with it, and the way out."""
    for key in ("date", "updated"):
        value = getattr(meta, key)
        if value and not _is_moment(value):
            yield key, f"{key}: '{value}' is not a date", "write it as YYYY-MM-DD"
    if meta.canonical and not re.match(r"https?://[^\s/]", meta.canonical):
        yield "canonical", f"canonical: '{meta.canonical}' is not a URL", "write the whole address: https://..."
    if meta.permalink and (wrong := path_problem(meta.permalink)):
        yield "permalink", f"permalink: '{meta.permalink}' {wrong[0]}", wrong[1]
    if meta.language and not is_language(meta.language):
        yield "language", f"language: '{meta.language}' is no language tag", 'write it as "en", "de" or "pt-BR"'
    if meta.feed_id and not re.match(r"[A-Za-z][\w+.-]*:\S+$", meta.feed_id):
        hint = "write it as the old feed had it: https://... or tag:..."
        yield "feed_id", f"feed_id: '{meta.feed_id}' is no URI", hint
    if problem := slug_problem(meta.slug):
        yield "slug", f"slug: {problem}", "write it as first-week"
    if not meta.title.strip():
        yield "title", "the title is empty", None


def slug_problem(slug: str) -> str:
    """Return why a slug cannot be the last part of a URL, "" where it can."""
    return f"'{slug}' is a path" if set("/\\") & set(slug) or slug in (".", "..") else ""


def load_mapping(text: str, syntax: str, file: str, first: int, *, what: str) -> dict[str, Any]:
    """Parse YAML or TOML (``syntax``) that starts on line ``first`` of ``file`` into plain JSON data.

    Dates become ISO 8601 text. Raises ContentError for wrong syntax, doubled keys and anything but a table.
    """
    raw = _toml(text, file, first, what) if syntax == "toml" else _yaml(text, file, first, what)
    mapping: dict[str, Any] = plain(raw)
    return mapping


def refuse_unreadable(raw: dict[str, Any], text: str, file: str, first: int, *, what: str) -> None:
    """Raise ContentError, with the line of the key, for a character that no feed or drawing can hold."""
    for key, value in raw.items():
        if problem := unreadable((key, value)):
            raise ContentError(f"{what}: {problem}", file=file, line=_line(text, key, first), hint="leave it out")


def plain(value: Any) -> Any:
    """Return parsed YAML or TOML as JSON data: dates and times as ISO 8601 text, keys as text."""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def check(raw: dict[str, Any], schema: type[Any], text: str, file: str, first: int, *, what: str) -> Any:
    """Return ``raw`` as a ``schema`` struct; ``text`` is where its keys are looked up for their lines.

    Raises ContentError: an unknown key with the nearest known one, a missing key, a wrong value.
    """
    try:
        return msgspec.convert(raw, schema)
    except msgspec.ValidationError as error:
        message = str(error)
    known = [field.encode_name for field in msgspec.structs.fields(schema)]
    if unknown := re.search(r"unknown field `([^`]+)`", message):
        hint, line = suggestion(unknown[1], known), _line(text, unknown[1], first)
        raise ContentError(f"{what}: unknown key '{unknown[1]}'", file=file, line=line, hint=hint) from None
    if missing := re.search(r"missing required field `([^`]+)`", message):
        hint = f"add {missing[1]}: ..."
        raise ContentError(f"{what}: '{missing[1]}' is missing", file=file, line=first, hint=hint) from None
    place = re.search(r"`\$\.([^`.\[]+)", message)
    key = place[1] if place else ""
    said = message.split(" - at", maxsplit=1)[0]
    problem, way_out = type_problem(said) or (said.lower().replace("`", ""), None)
    if field := next((field for field in msgspec.structs.fields(schema) if field.encode_name == key), None):
        problem, way_out = not_allowed(raw[key], field.type) or (problem, way_out)
    line = _line(text, key, first) if key else first
    raise ContentError(f"{what}: {key}: {problem}", file=file, line=line, hint=way_out) from None


def _line(text: str, key: str, first: int) -> int:
    found = line_of(text, key)
    return first if found is None else first + found - 1


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).year in YEARS
    except ValueError:
        return False


def _toml(text: str, file: str, first: int, what: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ContentError(f"{what}: not TOML: nested too deeply", file=file, line=first) from None
    except ValueError as error:  # TOMLDecodeError is one, and so is a number of too many digits
        problem, hint, line = toml_problem(error)
        raise ContentError(f"{what}: not TOML: {problem}", file=file, line=first + (line or 1) - 1, hint=hint) from None


def _yaml(text: str, file: str, first: int, what: str) -> dict[str, Any]:
    import yaml

    loader = _loader()(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            raise ContentError(f"{what} is not a list of 'key: value' lines", file=file, line=first)
        _no_doubles(node, file, first, what)
        result: dict[str, Any] = loader.construct_document(node)
    except (yaml.YAMLError, ValueError, TypeError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = first + min(mark.line, text.rstrip("\n").count("\n")) if mark else first
        column = f" (column {mark.column + 1})" if mark else ""
        problem, hint = yaml_problem(getattr(error, "problem", None) or str(error))
        raise ContentError(f"{what}: not YAML: {problem}{column}", file=file, line=line, hint=hint) from None
    finally:
        loader.dispose()
    return result


@cache
def _loader() -> type[Any]:
    """PyYAML's safe loader, but a date stays the text it was, so that an error about it has its line."""
    import yaml

    class Loader(yaml.CSafeLoader):
        pass

    Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    return Loader


def _no_doubles(node: Any, file: str, first: int, what: str) -> None:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        line = first + key.start_mark.line
        if key.value in seen:
            earlier = f"it is also on line {seen[key.value]}"
            raise ContentError(f"{what}: '{key.value}' twice", file=file, line=line, hint=earlier)
        seen[key.value] = line
