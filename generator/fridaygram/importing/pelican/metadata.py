"""What Pelican's documents say above their text: lines ``Key: value``, YAML, or the head of an HTML file."""

from __future__ import annotations

import html
import re
from typing import Any

from fridaygram.importing.frontmatter import load, split
from fridaygram.importing.report import Report

_KEY = re.compile(r"[ ]{0,3}([A-Za-z0-9_-]+):[ \t]*(.*)$")
_MORE = re.compile(r"[ ]{4,}(.+)$|\t+(.+)$")
_BODY = re.compile(r"<body\b[^>]*>(.*)</body>", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\b([^>]*)>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def read_metadata(text: str, file: str, report: Report) -> tuple[dict[str, Any], str, int, str, int]:
    """Return a document's metadata, keys in small letters, its source and first line, the body and its first line."""
    if file.lower().endswith((".html", ".htm")):
        found = _BODY.search(text)
        start = found.start(1) if found else 0
        return _of_html(text), text, 1, found[1] if found else text, 1 + text.count("\n", 0, start)
    meta, syntax, body, line = split(text)
    if syntax == "yaml":
        attempt = Report()
        loaded = load(meta, syntax, file, attempt)
        if attempt.notes:
            loaded, rest, _ = _of_lines(meta)
            if rest.strip():
                report.person(file, 2, "metadata that is neither YAML nor 'Key: value' lines", rest)
        return _small(loaded), meta, 2, body, line
    loaded, body, count = _of_lines(text)
    return _small(loaded), text[: len(text) - len(body)], 1, body, count + 1


def _of_lines(text: str) -> tuple[dict[str, Any], str, int]:
    """Read ``Key: value`` lines as Python-Markdown's Meta-Data does: up to a blank line, indented lines go on."""
    found: dict[str, Any] = {}
    lines = text.split("\n")
    key, number = "", 0
    while number < len(lines) and lines[number].strip():
        line = lines[number]
        if named := _KEY.match(line):
            key = named[1].lower()
            found[key] = f"{found[key]}, {named[2].strip()}" if key in found else named[2].strip()
        elif key and (more := _MORE.match(line)):
            found[key] = f"{found[key]} {(more[1] or more[2]).strip()}".strip()
        else:
            break
        number += 1
    number += number < len(lines) and not lines[number].strip() and bool(found)
    return found, "\n".join(lines[number:]), number


def _of_html(text: str) -> dict[str, Any]:
    head = text.partition("<body")[0]
    found = {"title": html.unescape(title[1].strip())} if (title := _TITLE.search(head)) else {}
    for tag in _META.finditer(head):
        pairs = {name.lower(): first or second for name, first, second in _ATTRIBUTE.findall(tag[1])}
        if pairs.get("name"):
            found[pairs["name"].lower()] = html.unescape(pairs.get("content", pairs.get("contents", "")))
    return found


def _small(raw: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in raw.items()}
