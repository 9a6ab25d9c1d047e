"""Posts from a plain list: a text file of URLs, a JSON list, or JSON lines with artist, title and date."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fridaygram.corpus.importing.fields import iso_date
from fridaygram.corpus.pipeline.contracts import Asker, Linked, Source
from fridaygram.corpus.pipeline.settings import PipelineSettings
from fridaygram.corpus.sources.hypem import song_key
from fridaygram.corpus.urls import is_web_url
from fridaygram.errors import ConfigError, ContentError
from fridaygram.files import read_text


def links(settings: PipelineSettings, asker: Asker) -> Iterator[Linked]:
    """Yield what the list names, in its order; lines that are no web address are noted."""
    for number, entry in enumerate(_entries(settings), 1):
        address = str(entry.get("url", "")).strip()
        if not is_web_url(address):
            asker.note(f"{settings.urls}, entry {number}: no web address: {address[:60]}")
            continue
        artist, title = _name(entry.get("artist")), _name(entry.get("title"))
        named = song_key(artist, title, "") if artist and title else ""
        yield Linked(address=address, posted=iso_date(entry.get("date")), song=named, artist=artist, title=title)


def _name(value: Any) -> str:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _entries(settings: PipelineSettings) -> Iterator[Mapping[str, Any]]:
    if not settings.urls:
        raise ConfigError("the source 'urls' needs a file", hint='write urls = "links.txt"')
    path = Path(settings.urls)
    text = read_text(path)
    if text.lstrip().startswith("["):
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ContentError(f"not JSON: {error}", file=path) from None
    else:
        listed = []
        for number, line in enumerate(text.splitlines(), 1):
            stripped = line.strip()
            if not stripped or stripped.startswith("#"):
                continue
            try:
                listed.append(json.loads(stripped) if stripped.startswith("{") else stripped)
            except (ValueError, RecursionError) as error:
                raise ContentError(f"not JSON: {error}", file=path, line=number) from None
    for item in listed:
        yield item if isinstance(item, dict) else {"url": item}


def requests(settings: PipelineSettings) -> dict[str, int]:
    """A list costs no requests."""
    return {}


SOURCE = Source(
    label="in a list of links", stages=("content", "language", "quality", "unique"), links=links, requests=requests
)
