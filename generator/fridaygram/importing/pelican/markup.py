"""From the Markdown of Pelican's blogs to ours: links with braces, code with a language, tags of its plugins."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.importing.base import Item, inside
from fridaygram.importing.body import markup
from fridaygram.importing.body.traced import Traced
from fridaygram.importing.report import Report
from fridaygram.pages.markup.lines import code_blocks

_KINDS = "filename|static|attach|index|tag|category|author|archives"
# Bars are the older form; a table has them too, but not behind a bracket or a quotation mark.
_BRACED = re.compile(rf"(?:\{{(?P<kind>{_KINDS})\}}|(?<=[(\"'])\|(?P<old>{_KINDS})\|)(?P<path>[^\s)\"'>]*)")
_CONTENTS = re.compile(r"^[ ]{0,3}\[TOC\][ ]*(?:\n|\Z)", re.MULTILINE)
# A path behind #! names a program, which belongs to the code.
_LANGUAGE = re.compile(r"[ ]*(?::::|#!)([\w+#-]+)(?:[ ]+hl_lines=[\"']([^\"']*)[\"'])?[ ]*$")
_TAG = re.compile(r"\{%\s*(\w+)\s*(.*?)\s*%\}", re.DOTALL)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_PLUGIN_TAGS = ("notebook", "video", "audio", "soundcloud", "giphy", "flickr", "graphviz", "b64img", "quote", "literal")


def lead_braces(item: Item, find: Callable[[str, str], str | None], report: Report) -> None:
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
                report.person(item.file, line, f"there is no page of the author '{path}' here", found[0])
            address = path if path.startswith("/") else f"/{path}"
        return address + mark + fragment

    item.body.sub(_BRACED, led)


def ask_for_contents(item: Item) -> None:
    """Turn the mark ``[TOC]`` into the front matter's ``toc``."""

    def asked(found: re.Match[str], line: int) -> str:
        item.meta.setdefault("toc", True)
        return ""

    item.body.sub(_CONTENTS, asked)


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


def plugin_tags(item: Item, code: Path, report: Report) -> None:
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
            report.person(item.file, line, f"the tag '{name}' of a plugin is not known here", found[0])
        return None

    item.body.sub(_TAG, tag)


def _included(item: Item, code: Path, words: list[str], line: int, report: Report) -> str | None:
    path = code / words[0]
    if not inside(code, path):
        report.person(item.file, line, f"there is no code '{words[0]}' to show")
        return None
    try:
        text = read_text(path)
    except ContentError as error:
        report.person(item.file, line, f"code '{words[0]}': {error.message}")
        return None
    said = next((word.partition(":")[2] for word in words if word.startswith("lang:")), "")
    return "\n".join(markup.fence(text.rstrip("\n"), said or path.suffix.lstrip("."), f'title="{path.name}"'))
