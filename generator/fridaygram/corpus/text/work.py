"""The two pieces of work that keep a processor busy: reading a page, and analysing a text."""

from __future__ import annotations

import zlib

import msgspec

from fridaygram.corpus.text.clean import clean, drop_paragraphs
from fridaygram.corpus.text.extract import PageText, read_page
from fridaygram.corpus.text.language import detect
from fridaygram.corpus.text.near import signature

VERSION = 2
"""Raised when the same page would be read differently: texts of another version are made again."""


class PageWork(msgspec.Struct, frozen=True, tag="page"):
    """A stored page to be read: zlib-compressed bytes as served, and their Content-Type."""

    url: str
    address: str
    media: str
    packed: bytes


class TextWork(msgspec.Struct, frozen=True, tag="text"):
    """A text to be analysed, without the paragraphs whose keys its host repeats."""

    url: str
    text: str
    repeated: frozenset[str] = frozenset()


class PageRead(msgspec.Struct, frozen=True, tag="page"):
    """A page that has been read."""

    url: str
    page: PageText


class Reading(msgspec.Struct, frozen=True, tag="text"):
    """A text that has been analysed; ``share`` as in language.Tongue, ``mark`` its MinHash signature."""

    url: str
    text: str
    lang: str
    share: float
    words: int
    mark: bytes


Work = PageWork | TextWork
Done = PageRead | Reading


def do(work: Work) -> Done:
    """Do one piece of work."""
    if isinstance(work, PageWork):
        page = read_page(zlib.decompress(work.packed), work.url, work.address, work.media)
        if page.state == "text":
            text = clean(page.text)
            page = msgspec.structs.replace(page, text=text, state="text" if text else "no text")
        return PageRead(work.url, page)
    text = drop_paragraphs(work.text, work.repeated)
    tongue = detect(text)
    return Reading(work.url, text, tongue.lang, tongue.share, len(text.split()), signature(text))


def given_up(work: Work, why: str) -> Done:
    """Return what stands for a piece of work that could not be done."""
    if isinstance(work, PageWork):
        return PageRead(work.url, PageText(state="not readable", detail=why))
    return Reading(work.url, "", "", 0.0, 0, b"")
