"""From Pelican's documents to ours: metadata, links with braces, code with a language, tags of plugins."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.pages.markup.lines import code_blocks
from fridaygram_importers.base import ImportItem, inside
from fridaygram_importers.frontmatter import load, lowered, split
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text import markup
from fridaygram_importers.text.traced import Traced

_KINDS = "filename|static|attach|index|tag|category|author|archives"
# Bars are the older form. Tables have bars, too, but not behind a bracket or a quotation mark.
_BRACED = re.compile(rf"(?:\{{(?P<kind>{_KINDS})\}}|(?<=[(\"'])\|(?P<old>{_KINDS})\|)(?P<path>[^\s)\"'>]*)")
_CONTENTS = re.compile(r"^[ ]{0,3}\[TOC\][ ]*(?:\n|\Z)", re.MULTILINE)
# `#!/bin/sh` with a path is a line of the code.
_LANGUAGE = re.compile(r"[ ]*(?::::|#!)([\w+#-]+)(?:[ ]+hl_lines=[\"']([^\"']*)[\"'])?[ ]*$")
_TAG = re.compile(r"\{%\s*(\w+)\s*(.*?)\s*%\}", re.DOTALL)
_UNSPACED = re.compile(r"^#{1,6}(?=[^#\s])", re.MULTILINE)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_PLUGIN_TAGS = ("notebook", "video", "audio", "soundcloud", "giphy", "flickr", "graphviz", "b64img", "quote", "literal")


def lead_braces(item: ImportItem, find: Callable[[str, str], str | None], report: BlogReport) -> None:
    """Replace ``{filename}x.md`` and its kin by the address that ``find(kind, path)`` gives.

    What it does not find becomes an address that leads nowhere, which is reported like all of these.
    """

    def led(found: re.Match[str], line: int) -> str:
        written = item.body.cut(*found.span("path"))
        kind = found["kind"] or found["old"]
        path, mark, fragment = written.partition("#")
        address = find(kind, path)
        if address is None:
            if kind == "author":
                report.note("todo", item.file, line, f"there is no page of the author '{path}' here", found[0])
            address = path if path.startswith("/") else f"/{path}"
        return address + mark + fragment

    item.body.sub(_BRACED, led)


def ask_for_contents(item: ImportItem) -> None:
    """Turn the mark ``[TOC]`` into the front matter's ``toc``."""

    def asked(found: re.Match[str], line: int) -> str:
        item.meta.setdefault("toc", True)
        return ""

    item.body.sub(_CONTENTS, asked)


def space_headings(body: Traced) -> None:
    """Write ``#Heading``, a heading for Python-Markdown alone, with a space."""
    body.sub(_UNSPACED, lambda found, _: f"{found[0]} ")


def name_code(body: Traced) -> None:
    """Turn code whose first line is ``:::language`` or ``#!language`` (with line numbers) into fences."""
    lines = body.text.split("\n")
    for block in reversed(code_blocks(lines)):
        fenced = block.kind == "fenced"
        first = block.first + 1 if fenced else block.first
        found = _LANGUAGE.match(lines[first][len(block.prefix) :]) if first < len(lines) else None
        if found is None or (fenced and (block.info or not block.closed)):
            continue
        options = f'hl_lines="{found[2]}"' if found[2] else ""
        options = f'{options} linenums="1"'.strip() if "#!" in found[0] else options
        inner = lines[first + 1 : block.last if fenced else block.last + 1]
        width = len(block.prefix) + (0 if fenced else 4)
        while inner and not inner[-1].strip():
            inner = inner[:-1]
        indent = block.prefix if not block.prefix.strip() else ""
        new = markup.fence("\n".join(line[width:] for line in inner), found[1], options, indent)
        own = body.lines[block.first : block.last + 1]
        lines[block.first : block.last + 1] = new
        body.lines[block.first : block.last + 1] = [own[min(i, len(own) - 1)] for i in range(len(new))]
    body.text = "\n".join(lines)


def plugin_tags(item: ImportItem, code: Path, report: BlogReport) -> None:
    """Replace the tags of the plugin liquid_tags; ``code`` is the folder of ``include_code``."""

    def tag(found: re.Match[str], line: int) -> str | None:
        text = item.body.cut(*found.span(2))
        words = _QUOTED.sub(" ", text).split()
        quoted = [one or other for one, other in _QUOTED.findall(text)]
        name = found[1]
        if name in ("youtube", "vimeo") and words:
            return (markup.youtube if name == "youtube" else markup.vimeo)(words[0])
        if name == "gist" and words:
            return markup.gist(words)
        if name == "img" and (src := next((word for word in words if re.search(r"[./]", word)), "")):
            return markup.picture(src, quoted[-1] if quoted else "")
        if name == "include_code" and words:
            return _included(item, code, words, line, report)
        if name in _PLUGIN_TAGS or name.removeprefix("end") in _PLUGIN_TAGS:
            report.note("lost", item.file, line, f"the tag '{name}' of a plugin is not known here", found[0])
        return None

    item.body.sub(_TAG, tag)


def _included(item: ImportItem, code: Path, words: list[str], line: int, report: BlogReport) -> str | None:
    path = code / words[0]
    if not inside(code, path):
        report.note("lost", item.file, line, f"there is no code '{words[0]}' to show")
        return None
    try:
        text = read_text(path)
    except ContentError as error:
        report.note("lost", item.file, line, f"code '{words[0]}': {error.message}")
        return None
    said = next((word.partition(":")[2] for word in words if word.startswith("lang:")), "")
    return "\n".join(markup.fence(text.rstrip("\n"), said or path.suffix.lstrip("."), f'title="{path.name}"'))


_KEY = re.compile(r"[ ]{0,3}([A-Za-z0-9_-]+):[ \t]*(.*)$")
_MORE = re.compile(r"[ ]{4,}(.+)$|\t+(.+)$")
_BODY = re.compile(r"<body\b[^>]*>(.*)</body>", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\b([^>]*)>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def read_metadata(text: str, file: str, report: BlogReport) -> tuple[dict[str, Any], str, int, str, int]:
    """Return a document's metadata, keys in small letters, its source and first line, the body and its first line."""
    if file.lower().endswith((".html", ".htm")):
        found = _BODY.search(text)
        start = found.start(1) if found else 0
        return _of_html(text), text, 1, found[1] if found else text, 1 + text.count("\n", 0, start)
    meta, syntax, body, line = split(text)
    if syntax == "yaml":
        attempt = BlogReport()
        loaded = load(meta, syntax, file, attempt)
        if attempt.notes:
            loaded, rest, _ = _of_lines(meta)
            if rest.strip():
                report.note("lost", file, 2, "metadata that is neither YAML nor 'Key: value' lines", rest)
        return lowered(loaded), meta, 2, body, line
    loaded, body, count = _of_lines(text)
    return lowered(loaded), text[: len(text) - len(body)], 1, body, count + 1


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
