"""Other programs' front matter: YAML, TOML or JSON with faults, too, put into our keys."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from fridaygram.config import is_language, line_of
from fridaygram.errors import ContentError
from fridaygram.pages.frontmatter import load_mapping
from fridaygram_importers.report import BlogReport

_PLAIN = re.compile(r"^([\w-]+)[ \t]*[:=][ \t]*(.*)$")
_TAG = re.compile(r"<[^>]+>")
_OFFSET = re.compile(r"\s*(?:UTC|GMT|Z)$|\s+([+-]\d{2}):?(\d{2})$")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?")
_WRITTEN = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%d.%m.%Y", "%d/%m/%Y", "%a %b %d %H:%M:%S %Y")
_WRITTEN_WITH_TIME = ("%a, %d %b %Y %H:%M:%S", "%a %d %B %Y", "%d %b %Y %H:%M:%S", "%d %B %Y %H:%M")

# Keys in small letters, as Hugo and Pelican read them in any case. In Jekyll `Tags` can mean nothing else, either.
_WORDS = {
    "description": ("description", "excerpt", "summary", "subtitle", "sub_title", "tagline", "lead", "abstract"),
    "updated": ("lastmod", "last_modified_at", "modified", "updated", "last_modified", "last-modified-at", "update"),
    "canonical": ("canonical_url", "canonicalurl", "canonical"),
    "cover": ("cover", "image", "featured_image", "featuredimage", "feature-img", "feature_image", "thumbnail"),
    "authors": ("authors", "author"),
    "series": ("series",),
    "toc": ("toc", "showtoc", "show_toc"),
    "language": ("language", "lang", "locale"),
}
_LISTS = {"tags": ("categories", "category", "tags", "tag"), "aliases": ("aliases", "alias", "redirect_from")}
_ELSEWHERE = frozenset(
    ("title", "date", "slug", "draft", "published", "permalink", "layout", "url", "type", "weight", "status", "save_as",
     "publishdate", "pubdate", "expirydate", "unlisted", "hidden", "sitemap")
)  # fmt: skip
_UNSAID = frozenset(("comments", "share", "math", "mathjax", "katex", "mermaid", "pin", "tocopen", "showreadingtime"))


def split(text: str) -> tuple[str, str, str, int]:
    """Cut a file into front matter, its syntax ("yaml", "toml", "json", "" for none), body, and the body's line."""
    opening, _, rest = text.partition("\n")
    fences = {"---": ("yaml", r"^(?:---|\.\.\.)[ \t]*$\n?"), "+++": ("toml", r"^\+\+\+[ \t]*$\n?")}
    if opening.rstrip() in fences:
        syntax, pattern = fences[opening.rstrip()]
        if end := re.compile(pattern, re.MULTILINE).search(rest):
            return rest[: end.start()], syntax, rest[end.end() :], 2 + rest[: end.end()].count("\n")
    elif opening.startswith("{") and not opening.startswith(("{{", "{%")):
        try:
            _, length = json.JSONDecoder().raw_decode(text)
        except ValueError:
            return "", "", text, 1
        body = text[length:].removeprefix("\n")
        return text[:length], "json", body, 1 + text[: len(text) - len(body)].count("\n")
    return "", "", text, 1


def load(text: str, syntax: str, file: str, report: BlogReport) -> dict[str, Any]:
    """Return front matter as plain JSON data. What cannot be parsed is read line by line, and noted."""
    if not text.strip():
        return {}
    try:
        if syntax == "json":
            loaded = json.loads(text)
            return loaded if isinstance(loaded, dict) else {}
        return load_mapping(text.replace("\t", "    "), syntax, file, 2, what="front matter")
    except (ContentError, ValueError, RecursionError) as error:
        line, problem = getattr(error, "line", None) or 2, getattr(error, "message", str(error))
    loaded = _with_doubles(text.replace("\t", "    ")) if syntax == "yaml" else {}
    if loaded:
        report.note("changed", file, line, f"front matter with a fault, read all the same: {problem}")
        return loaded
    report.note("changed", file, line, f"read line by line, as it cannot be parsed: {problem}", text)
    matches = (_PLAIN.match(line) for line in text.split("\n"))
    return {found[1]: found[2].strip().strip("\"'") for found in matches if found and found[2].strip()}


def _with_doubles(text: str) -> dict[str, Any]:
    """Return YAML in which a key may stand twice: the last counts, as in Jekyll. What is no YAML gives nothing."""
    import yaml

    try:
        loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        plain = msgspec.to_builtins(loaded, str_keys=True)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}


def plain_text(value: Any) -> str:
    """Return a title or description as text: tags gone, entities as their characters, one line."""
    return " ".join(html.unescape(_TAG.sub("", str(value))).split())


def titled(name: str) -> str:
    """Return a title made of a file's name."""
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_\s]+", name) if word) or "Untitled"


def is_zone(name: str) -> bool:
    """Return whether there is a time zone of that name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return bool(name)


def listed(value: Any, split_at: str | None = ",") -> list[str]:
    """Return a list of names; text is cut at ``split_at`` (None: at white space)."""
    if value is None or value is False:
        return []
    if isinstance(value, str):
        value = value.split(split_at)
    if isinstance(value, Mapping):
        value = value.get("name") or list(value)
        value = [value] if isinstance(value, str) else value
    names = [str(one.get("name", "") if isinstance(one, Mapping) else one) for one in _flat(value)]
    return list(dict.fromkeys(plain_text(name) for name in names if name.strip()))


def _flat(value: Any) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        return [value]
    return [item for one in value if one is not None for item in _flat(one)]


def when(value: Any, zone: str) -> tuple[datetime, bool] | None:
    """Return a moment, aware, in ``zone``, and whether a time of day was given; None for what is no date."""
    text = str(value).strip().strip("\"'")
    where = ZoneInfo(zone)
    offset = _OFFSET.search(text)
    tail = (f"{offset[1]}:{offset[2]}" if offset[1] else "+00:00") if offset else ""
    text = text[: offset.start()] if offset else text
    if found := _DAY.match(text):
        near = re.fullmatch(r"([+-]\d{2}):?(\d{2})", text[found.end() :].strip())
        tail = f"{near[1]}:{near[2]}" if near else tail
        try:
            clock = time.fromisoformat(found[4] if found[4][1] != ":" else f"0{found[4]}") if found[4] else time()
            moment = datetime.combine(date(int(found[1]), int(found[2]), int(found[3])), clock)
        except ValueError:
            return None
        if not found[4]:
            return moment.replace(tzinfo=where), False
        if tail:
            return datetime.fromisoformat(moment.isoformat() + tail).astimezone(where), True
        return moment.replace(tzinfo=where), True
    for pattern in (*_WRITTEN, *_WRITTEN_WITH_TIME):
        try:
            moment = datetime.strptime(text, pattern)
        except ValueError:
            continue
        return moment.replace(tzinfo=where), "%H" in pattern
    return None


def language_tag(value: Any) -> str:
    """Return a language as a tag, "" for what is none."""
    tag = str(value or "").replace("_", "-")
    return tag if is_language(tag) else ""


def lowered(value: Any) -> Any:
    """Return plain data with all keys of its tables in small letters."""
    if isinstance(value, Mapping):
        return {str(key).lower(): lowered(item) for key, item in value.items()}
    return [lowered(one) for one in value] if isinstance(value, list) else value


class Mapper:
    """Puts one document's front matter into our keys; what has no place among them is noted with its line."""

    def __init__(self, raw: Mapping[str, Any], text: str, file: str, report: BlogReport, *, first: int = 2) -> None:
        self.raw = lowered(raw)
        self.file = file
        self._text = text
        self._first = first
        self._report = report
        self._used: set[str] = set()

    def line(self, key: str) -> int:
        """Return the line of a key."""
        return self._first - 1 + (line_of(self._text.lower(), key) or 1)

    def take(self, *keys: str) -> Any:
        """Return the first value that is there under one of ``keys``."""
        self._used.update(keys[:1])
        for key in keys:
            if self.raw.get(key) not in (None, "", [], {}):
                self._used.add(key)
                return self.raw[key]
        return None

    def common(self, *, split_tags: str | None = ",", ignored: frozenset[str] = frozenset()) -> dict[str, Any]:
        """Return what all programs say in much the same words; the rest is noted."""
        meta: dict[str, Any] = {}
        tags: list[str] = []
        for key in _LISTS["tags"]:
            value = self.take(key)
            tags += listed([value] if isinstance(value, str) and key in ("category", "tag") else value, split_tags)
        meta["tags"] = without_doubles(tags)
        meta["aliases"] = [alias for key in _LISTS["aliases"] for alias in listed(self.take(key), None)]
        meta["authors"] = listed(self.take(*_WORDS["authors"]))
        for key in ("description", "canonical", "updated"):
            value = self.take(*_WORDS[key])
            if isinstance(value, (str, int, float)) and not isinstance(value, bool):
                meta[key] = plain_text(value)
        meta["language"] = language_tag(self.take(*_WORDS["language"]))
        series = without_doubles(listed(self.take(*_WORDS["series"])))
        meta["series"] = series[0] if series else ""
        if isinstance(toc := self.take(*_WORDS["toc"]), bool):
            meta["toc"] = toc
        meta["cover"], meta["cover_alt"] = self._cover()
        if self.raw.get("sitemap") is False or self.raw.get("hidden") is True or self.raw.get("unlisted") is True:
            meta["unlisted"] = True
        self._rest(ignored)
        return {key: value for key, value in meta.items() if value not in ("", [], None)}

    def _cover(self) -> tuple[str, str]:
        found = self.take(*_WORDS["cover"])
        header = self.raw.get("header")
        if found is None and isinstance(header, Mapping):
            found = header.get("image") or header.get("teaser") or header.get("overlay_image")
            self._used.update(["header"] if found and len(header) == 1 else [])
        if found is None and isinstance(images := self.raw.get("images"), list) and images:
            self._used.add("images")
            found = images[0]
        if isinstance(found, Mapping):
            path = next((found[key] for key in ("path", "image", "src", "url", "feature") if found.get(key)), "")
            return str(path), plain_text(found.get("alt") or found.get("caption") or "")
        return (str(found), "") if isinstance(found, str) else ("", "")

    def _rest(self, ignored: frozenset[str]) -> None:
        for key, value in self.raw.items():
            if key in self._used or key in _ELSEWHERE or key in ignored or value in (None, "", [], {}):
                continue
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
            is_prose = isinstance(value, str) and len(value.split()) > 3
            if is_prose:
                self._report.note("lost", self.file, self.line(key), f"front matter '{key}' has no place here", shown)
            elif key not in _UNSAID or value not in (True, False):
                self._report.note(
                    "told", self.file, self.line(key), f"front matter '{key}' left out", f"{key}: {shown}"
                )


def without_doubles(tags: list[str]) -> list[str]:
    """Return names of which pages can be made, each in its first spelling."""
    from fridaygram.pages.urls import slugify, spelling

    found: dict[str, str] = {}
    for tag in tags:
        if slugify(tag):
            found.setdefault(spelling(tag), tag)
    return list(found.values())
