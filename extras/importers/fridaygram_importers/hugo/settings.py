"""Hugo's configuration (gohugo.io/configuration/introduction), and where it puts pages (content-management/urls)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram_importers.base import tree
from fridaygram_importers.frontmatter import load, lowered
from fridaygram_importers.report import BlogReport

_SYNTAX = {"toml": "toml", "yaml": "yaml", "yml": "yaml", "json": "json"}


class HugoSettings:
    """The configuration of one blog, with all keys in small letters: Hugo takes them in any case."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def get(self, *path: str) -> Any:
        """Return the value at a path of keys, None where there is none."""
        value: Any = self._values
        for key in path:
            if not isinstance(value, Mapping):
                return None
            value = value.get(key.lower())
        return value

    def text(self, *path: str) -> str:
        """Return a value as text, "" where there is none or it is no text."""
        value = self.get(*path)
        return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""

    def mounts(self, component: str) -> list[tuple[str, str, str]]:
        """Return the folders that are ``content`` or ``static``, each with its place there and its language.

        The place is "" for the top, the language "" for the blog's own. They are the mounts; without any, it is the
        folder of that name (or contentDir, staticDir), and those that languages have for themselves.
        """
        module = self.get("module", "mounts")
        pairs = [(one, str(one.get("target", "")).strip("/")) for one in module or () if isinstance(one, Mapping)]
        found = [
            (str(one.get("source", "")).strip("/"), target.removeprefix(component).strip("/"), str(one.get("lang", "")))
            for one, target in pairs
            if target == component or target.startswith(f"{component}/")
        ]
        if not found:
            found = [(name.strip("/"), "", "") for name in self.names(f"{component}Dir") or [component]]
            for language in self.table("languages"):
                names = self.names("languages", language, f"{component}Dir")
                found += [(name.strip("/"), "", language) for name in names if (name.strip("/"), "", "") not in found]
        return found

    def table(self, *path: str) -> Mapping[str, Any]:
        """Return a table, an empty one where there is none."""
        value = self.get(*path)
        return value if isinstance(value, Mapping) else {}

    def names(self, *path: str) -> list[str]:
        """Return a list of texts; one text is a list of one."""
        value = self.get(*path)
        return [value] if isinstance(value, str) else [str(one) for one in value] if isinstance(value, list) else []


def read_settings(root: Path, report: BlogReport) -> HugoSettings:
    """Read hugo.toml or its older and other names, then config/_default/ and config/production/.

    In those folders a file is a table. A language in its name, as in ``params.en.toml``, makes it that language's.
    """
    values: dict[str, Any] = {}
    names = [f"{stem}.{suffix}" for stem in ("hugo", "config") for suffix in _SYNTAX]
    folders = [f"config/{one}" for one in ("_default", "production")]
    for name in [
        *names,
        *(f"{folder}/{file}" for folder in folders for file in tree(root / folder) if "/" not in file),
    ]:
        suffix = name.rpartition(".")[2]
        if not (root / name).is_file() or suffix not in _SYNTAX:
            continue
        try:
            loaded = load(read_text(root / name), _SYNTAX[suffix], name, report)
        except ContentError as error:
            report.note("changed", name, error.line or 0, error.message)
            continue
        stem = name.rpartition("/")[2].rpartition(".")[0]
        table, _, language = stem.lower().partition(".")
        is_whole = table in ("hugo", "config") or (table == "languages" and language)
        own = loaded if is_whole else {table: loaded}
        values = merged(values, lowered({"languages": {language: own}} if language else own))
    language = str(values.get("defaultcontentlanguage") or "en").lower()
    # The settings of a language override those of the whole site.
    own = values.get("languages", {}).get(language)
    return HugoSettings(merged(values, own) if isinstance(own, Mapping) else values)


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return two tables as one; where both have a key, the second's value stands."""
    made = dict(first)
    for key, value in second.items():
        both = isinstance(value, Mapping) and isinstance(made.get(key), Mapping)
        made[key] = merged(made[key], value) if both else value
    return made


_PART = re.compile(r":(sections\[[^\]]*\]|[a-z]+)")
_DROPPED = re.compile(r"[^\w\s./+@#~-]")


def sanitized(name: str, *, lower: bool = True) -> str:
    """Return a file's or folder's name as a part of a path: hyphens for spaces, odd signs dropped, ``lower`` case."""
    return re.sub(r"\s", "-", _DROPPED.sub("", name.strip().lower() if lower else name.strip()))


def _of_title(title: str) -> str:
    """Return a title as a part of a path: like a name, but no two hyphens where nobody wrote two."""
    text = _DROPPED.sub("", re.sub(r"[+/]", " ", title.strip().lower())).strip()
    return re.sub(r"\s+", "-", re.sub(r"\s*(-+)\s*", r"\1", text))


def page_url(
    pattern: str,
    sections: list[str],
    name: str,
    *,
    title: str = "",
    slug: str = "",
    moment: datetime | None = None,
    lower: bool = True,
) -> str:
    """Return the URL path of a page in ``sections`` (folders below content/) under a permalink pattern.

    Without a pattern it is the folders and the slug, or the file's ``name``, in ``lower`` case.
    """
    folders = [sanitized(section, lower=lower) for section in sections]
    if not pattern:
        return "/" + "".join(f"{part}/" for part in [*folders, sanitized(slug or name, lower=lower)])
    parts = {
        "section": folders[0] if folders else "",
        "sections": "/".join(folders),
        "title": _of_title(title),
        "slug": sanitized(slug, lower=lower) or _of_title(title),
        "slugorfilename": sanitized(slug or name, lower=lower),
        "slugorcontentbasename": sanitized(slug or name, lower=lower),
        "filename": sanitized(name, lower=lower),
        "contentbasename": sanitized(name, lower=lower),
    }
    if moment is not None:
        parts |= _of_day(moment)
    filled = _PART.sub(lambda found: _part(found[1], parts, folders) or found[0], pattern)
    return re.sub(r"/{2,}", "/", f"/{filled}" if filled.endswith((".html", "/")) else f"/{filled}/")


def _part(name: str, parts: Mapping[str, str], folders: list[str]) -> str:
    if span := re.fullmatch(r"sections\[(\d*)(:?)(\d*)\]|sections\[last\]", name):
        if name.endswith("[last]"):
            return folders[-1] if folders else ""
        first, last = int(span[1] or 0), int(span[3]) if span[3] else None
        return "/".join(folders[first:last] if span[2] else folders[first : first + 1])
    return parts.get(name, "")


def _of_day(moment: datetime) -> dict[str, str]:
    return {
        "year": str(moment.year),
        "month": f"{moment.month:02d}",
        "monthname": moment.strftime("%B").lower(),
        "day": f"{moment.day:02d}",
        "weekday": str(moment.isoweekday() % 7),
        "weekdayname": moment.strftime("%A").lower(),
        "yearday": str(moment.timetuple().tm_yday),
    }
