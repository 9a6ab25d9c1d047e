"""webmentions.toml: what other sites said of a post, and which of it readers see.

'fridaygram webmentions' writes the file beside the post: one ``[[mention]]`` each with the fields of ``Mention``.
Nothing of it is on the page until its author writes ``show = true``. Everything in it was written by strangers: it is
kept as plain text, and pages escape it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import read_text, write_atomic
from fridaygram.pages.frontmatter import check, load_mapping
from fridaygram.pages.sources import INDEXES
from fridaygram.pages.theme.filters import json

NAME = "webmentions.toml"
MentionKind = Literal["reply", "like", "repost", "bookmark", "mention"]
_HEAD = """\
# What other sites said of this post, written by 'fridaygram webmentions'. Readers see what has 'show = true'.
# Only that is yours to change: the rest follows the other site.
"""
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*mention[ \t]*\]\]", re.MULTILINE)
# Control characters, halves of characters, and signs that turn the direction of the text around them.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")


class Mention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page on another site says of a post.

    ``source`` is that page's URL, ``author`` is whose it is ("" for not known), ``text`` is what it says as
    plain text, ``day`` (YYYY-MM-DD) when it was published or received, "" where that is not known.
    """

    show: bool = False
    kind: MentionKind
    source: str
    author: str = ""
    day: str = ""
    text: str = ""


def mentions_path(root: Path, source: str) -> Path:
    """Return where a document's mentions are: beside its index, or NAME.webmentions.toml beside NAME.md."""
    path = root / source
    return path.with_name(NAME if path.name in INDEXES else f"{path.stem}.{NAME}")


def plain_text(text: str, most: int) -> str:
    """Return text of a stranger on one line, at most ``most`` characters, without what is not to be seen."""
    return " ".join(_UNSAFE.sub(" ", text).split())[:most].rstrip()


def is_web_page(url: str) -> bool:
    """Return whether a text is an address that a link may lead to: of the web, and without a space or quote."""
    return re.fullmatch(r"https?://[^\s/\"'<>]+[^\s\"'<>]*", url) is not None


def read_mentions(root: Path, source: str) -> list[tuple[Mention, int]]:
    """Return the mentions of a document with their lines; none where it has no file of them.

    Raises ContentError, with file and line, for what is no list of mentions.
    """
    path = mentions_path(root, source)
    if not path.is_file():
        return []
    text, file = read_text(path), path.relative_to(root).as_posix()
    rows = load_mapping(text, "toml", file, 1, what="mentions")
    if set(rows) - {"mention"} or not isinstance(rows.get("mention", []), list):
        raise ContentError("mentions are tables: [[mention]]", file=file, line=1)
    starts = [found.start() for found in _HEADER.finditer(text)]
    found = []
    for number, row in enumerate(rows.get("mention", [])):
        start = starts[number] if number < len(starts) else 0
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        line = text.count("\n", 0, start) + 1
        mention: Mention = check(row, Mention, text[start:end], file, line, what="mention")
        if not is_web_page(mention.source):
            problem = f"mention: source: '{mention.source}' is no page of the web"
            raise ContentError(problem, file=file, line=line, hint="drop it")
        found.append((mention, line))
    return found


def mentions_shown(root: Path, sources: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """Return, by source, the mentions that readers see, as templates show them. Raises ContentError."""
    shown = {source: [one for one, _ in read_mentions(root, source) if one.show] for source in sources}
    return {source: [_row(one) for one in found] for source, found in shown.items() if found}


def _row(mention: Mention) -> dict[str, str]:
    row: dict[str, str] = msgspec.to_builtins(mention)
    row.pop("show")
    host = urlsplit(mention.source).hostname or mention.source
    return {**row, "author": mention.author or host, "host": host}


def write_mentions(root: Path, source: str, mentions: Sequence[Mention]) -> None:
    """Write the mentions of a document, the oldest first; without any it has no file."""
    path = mentions_path(root, source)
    if not mentions:
        path.unlink(missing_ok=True)
        return
    parts = [_HEAD]
    for mention in sorted(mentions, key=lambda one: (one.day, one.source, one.kind)):
        row: dict[str, Any] = msgspec.to_builtins(mention)
        # JSON's texts are TOML's, but for a sign that ``plain_text`` leaves out.
        fields = (f"{name} = {json(value)}\n" for name, value in row.items() if value != "")
        parts.append("\n[[mention]]\n" + "".join(fields))
    write_atomic(path, "".join(parts))
